import { isSoftware, type AdapterNames } from '../../base/software-adapter.ts';
import type { ModelEntry, ModelVariant } from '../../contracts/catalog.ts';

/** A way to run a model: which weights, where. */
export interface RunPlan {
  readonly variant: ModelVariant;
  readonly device: 'webgpu' | 'wasm' | 'cpu';
}

/**
 * The plans to try for a variant that is here, best first: the graphics chip where there is one,
 * then the processor. `only` is a device that was asked for; nothing else is tried then.
 */
export function runPlans(
  entry: ModelEntry,
  name: string,
  hasGpu: boolean,
  only?: 'webgpu' | 'wasm',
): RunPlan[] {
  const variant = entry.variants.find((candidate) => candidate.name === name);
  const best = hasGpu ? (['webgpu', 'wasm'] as const) : (['wasm'] as const);
  const devices = only ? [only] : best;
  return devices.flatMap((device) =>
    variant?.devices.includes(device) ? [{ variant, device }] : [],
  );
}

interface Gpu {
  requestAdapter(): Promise<{ readonly info?: AdapterNames } | null>;
}

/** Whether there is a real graphics chip behind WebGPU; one simulated in software is slower than WASM. */
export async function hasRealGpu(gpu: Gpu | undefined): Promise<boolean> {
  try {
    const adapter = await gpu?.requestAdapter();
    return adapter != null && !isSoftware(adapter.info ?? {});
  } catch {
    return false;
  }
}
