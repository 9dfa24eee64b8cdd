import type { ModelEntry, ModelVariant } from '../contracts/catalog.ts';

/** The facts of this device that decide which variants run. */
export interface GraphicsFacts {
  readonly webgpu: boolean;
  readonly features: ReadonlySet<string>;
}

/** Asks the browser for its graphics adapter. No adapter means WASM. */
export async function readGraphics(gpu: GpuLike | undefined): Promise<GraphicsFacts> {
  try {
    const adapter = await gpu?.requestAdapter();
    return { webgpu: Boolean(adapter), features: new Set(adapter?.features ?? []) };
  } catch {
    return { webgpu: false, features: new Set() };
  }
}

/** The part of `navigator.gpu` that is used. */
export interface GpuLike {
  requestAdapter(): Promise<{ readonly features: Iterable<string> } | null>;
}

/**
 * The first variant of the catalog that this device can run, those for its graphics chip before
 * WASM; undefined when there is none.
 */
export function chooseVariant(
  entry: ModelEntry,
  graphics: GraphicsFacts,
): ModelVariant | undefined {
  const runs = entry.variants.filter(
    ({ devices, features = [] }) =>
      (devices.includes('wasm') || graphics.webgpu) &&
      features.every((feature) => graphics.features.has(feature)),
  );
  const onChip = graphics.webgpu && runs.find(({ devices }) => devices.includes('webgpu'));
  return onChip || runs.find(({ devices }) => devices.includes('wasm'));
}
