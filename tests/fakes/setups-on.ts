import type { ModelEntry } from '../../src/contracts/catalog.ts';
import type { EngineSetup } from '../../src/contracts/route.ts';
import type { DeviceProfile } from '../../src/device/device-profile.ts';

/**
 * The ways in which a model can run on this device, in the order of its catalog entry. A chip that
 * is simulated in software counts as none.
 */
export function setupsOn(entry: ModelEntry, { graphics }: DeviceProfile): readonly EngineSetup[] {
  const chip = graphics && !graphics.software ? new Set(graphics.features) : null;
  return entry.variants.flatMap(({ name, devices, features = [] }) =>
    devices
      .filter((device) =>
        device === 'wasm'
          ? features.length === 0
          : chip !== null && features.every((feature) => chip.has(feature)),
      )
      .map((runtime) => ({ modelId: entry.id, variant: name, runtime })),
  );
}
