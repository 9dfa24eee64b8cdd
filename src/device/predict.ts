import type { ModelEntry } from '../contracts/catalog.ts';
import type { EngineSetup, SpeedFigures } from '../contracts/route.ts';
import type { DeviceProfile } from './device-profile.ts';
import { predictChat } from './predict-chat.ts';
import { predictEmbed } from './predict-embed.ts';
import { predictSpeak } from './predict-speak.ts';
import { predictTranscribe } from './predict-transcribe.ts';

/** How fast a model would be here, without fetching it; null where nobody can say. */
export function predict(
  entry: ModelEntry,
  setup: Omit<EngineSetup, 'modelId'>,
  profile: DeviceProfile,
): SpeedFigures | null {
  switch (entry.job) {
    case 'chat':
      return predictChat(entry, setup, profile);
    case 'transcribe':
      return predictTranscribe(entry, setup, profile);
    case 'speak':
      return predictSpeak(entry, setup, profile);
    case 'embed':
      return predictEmbed(entry, setup, profile);
    case 'vad':
    case 'end-of-turn':
      return null;
  }
}

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
