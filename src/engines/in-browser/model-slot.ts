import type { ModelEntry } from '../../contracts/catalog.ts';
import type { StoredModels } from '../../model-store/stored-models.ts';
import { hasRealGpu, runPlans, type RunPlan } from './choose-variant.ts';

/** What runs, for the flight recorder. */
export interface LoadedModel {
  readonly device: 'webgpu' | 'wasm' | 'cpu';
  readonly variant: string;
  readonly threads: number;
  /** Weights into memory, and the warm-up run. */
  readonly loadMs: number;
}

/** A model in memory and what is to be told of it. */
export interface Ready<Model> {
  readonly model: Model;
  readonly loaded: LoadedModel;
}

export interface SlotParts<Model> {
  readonly stored: Promise<StoredModels>;
  /** On WASM; see `useOwnRuntime`. */
  readonly threads: number;
  readonly load: (
    entry: ModelEntry,
    plan: RunPlan,
    models: StoredModels,
    signal: AbortSignal,
  ) => Promise<Model>;
}

/**
 * The one model that a worker holds: loaded out of the store once, another choice replaces it, and a
 * failed load is not remembered. Rejects with `model-not-ready` where the store holds nothing whole.
 */
export function createModelSlot<Model extends { dispose(): Promise<unknown> }>({
  stored,
  threads,
  load,
}: SlotParts<Model>): (entry: ModelEntry) => Promise<Ready<Model>> {
  let loading: { readonly id: string; readonly ready: Promise<Ready<Model>> } | null = null;

  async function loadBest(entry: ModelEntry, signal: AbortSignal): Promise<Ready<Model>> {
    const startMs = performance.now();
    const models = await stored;
    const { variant } = (await models.files(entry.id)).record;
    const gpu = (navigator as { gpu?: Parameters<typeof hasRealGpu>[0] }).gpu;
    const plans = runPlans(entry, variant, await hasRealGpu(gpu));
    for (const [index, plan] of plans.entries()) {
      try {
        const model = await load(entry, plan, models, signal);
        const loadMs = performance.now() - startMs;
        const { device } = plan;
        return {
          model,
          loaded: {
            device,
            variant: plan.variant.name,
            threads: device === 'wasm' ? threads : 1,
            loadMs,
          },
        };
      } catch (error) {
        // A graphics driver may refuse or fail; the processor can always be tried.
        if (signal.aborted || index === plans.length - 1) throw error;
      }
    }
    throw new Error(`${entry.id} has no variant for this browser.`);
  }

  return (entry) => {
    const { id } = entry;
    if (loading?.id === id) return loading.ready;
    const before = loading?.ready;
    const freed = before?.then(({ model }) => model.dispose()).catch(() => {});
    // Whoever asked first may give up; the next one waits for the same load, which reads a disk only.
    const whole = new AbortController().signal;
    const started = { id, ready: Promise.resolve(freed).then(() => loadBest(entry, whole)) };
    loading = started;
    started.ready.catch(() => {
      if (loading === started) loading = null;
    });
    return started.ready;
  };
}
