import type { ModelEntry, ModelVariant } from '../../contracts/catalog.ts';

/** A way to run a model: which weights, where. */
export interface RunPlan {
  readonly variant: ModelVariant;
  readonly device: 'webgpu' | 'wasm' | 'cpu';
}

/** The plans to try, best first: the graphics chip where there is one, then the processor. */
export function runPlans(entry: ModelEntry, hasGpu: boolean): RunPlan[] {
  const devices = hasGpu ? (['webgpu', 'wasm'] as const) : (['wasm'] as const);
  return devices.flatMap((device) => {
    const variant = entry.variants.find((candidate) => candidate.devices.includes(device));
    return variant ? [{ variant, device }] : [];
  });
}

interface Gpu {
  requestAdapter(): Promise<{ readonly info?: { readonly isFallbackAdapter?: boolean } } | null>;
}

/** Whether there is a real graphics chip behind WebGPU; one simulated in software is slower than WASM. */
export async function hasRealGpu(gpu: Gpu | undefined): Promise<boolean> {
  try {
    const adapter = await gpu?.requestAdapter();
    return adapter != null && adapter.info?.isFallbackAdapter !== true;
  } catch {
    return false;
  }
}
