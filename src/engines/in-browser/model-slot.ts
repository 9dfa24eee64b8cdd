import type { ModelEntry } from '../../contracts/catalog.ts';
import type { LoadProgress } from '../../contracts/engine.ts';
import type { ModelFiles } from '../../model-store/kept/model-files.ts';
import type { StoredModels } from '../../model-store/kept/stored-models.ts';
import { hasRealGpu, runPlans, type RunPlan } from './choose-variant.ts';
import { engineError } from './engine-error.ts';

/**
 * Which model, and where it must run; the best there is when `device` is absent. A WebGPU that is
 * simulated in software is taken only when it is asked for.
 */
export interface ModelTarget {
  readonly entry: ModelEntry;
  readonly device?: 'webgpu' | 'wasm';
}

export type OnLoadProgress = (progress: LoadProgress) => void;

/** What runs, for the flight recorder and for predictions to learn from. */
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
  /** `onRead` is told the path of every file it opens. */
  readonly load: (
    entry: ModelEntry,
    plan: RunPlan,
    models: StoredModels,
    signal: AbortSignal,
    onRead: (path: string) => void,
  ) => Promise<Model>;
}

/** Bytes read so far of all that a model's files hold. */
function readCounter(files: ModelFiles, onProgress: OnLoadProgress): (path: string) => void {
  const sizes = new Map(files.record.files.map(({ path, sizeBytes }) => [path, sizeBytes]));
  const totalBytes = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  let loadedBytes = 0;
  return (path) => {
    loadedBytes += sizes.get(path) ?? 0;
    // A file is counted once, however often it is looked at.
    sizes.delete(path);
    onProgress({ loadedBytes, totalBytes });
  };
}

/**
 * The one model that a worker holds: loaded out of the store once, another target replaces it, and a
 * failed load is not remembered. Rejects with `model-not-ready` where the store holds nothing whole,
 * with `gpu-missing` where what it holds cannot run as it is asked to.
 */
export function createModelSlot<Model extends { dispose(): Promise<unknown> }>({
  stored,
  threads,
  load,
}: SlotParts<Model>): (target: ModelTarget, onProgress?: OnLoadProgress) => Promise<Ready<Model>> {
  interface Loading {
    readonly key: string;
    readonly ready: Promise<Ready<Model>>;
    /** Those who wait for it; null when it is over. */
    listeners: Set<OnLoadProgress> | null;
  }
  let loading: Loading | null = null;

  async function loadBest(
    { entry, device: asked }: ModelTarget,
    onProgress: OnLoadProgress,
  ): Promise<Ready<Model>> {
    const startMs = performance.now();
    const models = await stored;
    const files = await models.files(entry.id);
    const gpu = (navigator as { gpu?: Parameters<typeof hasRealGpu>[0] }).gpu;
    const plans = runPlans(entry, files.record.variant, await hasRealGpu(gpu), asked);
    // Whoever asked first may give up; the next one waits for the same load, which reads a disk only.
    const whole = new AbortController().signal;
    for (const [index, plan] of plans.entries()) {
      try {
        const model = await load(entry, plan, models, whole, readCounter(files, onProgress));
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
        if (index === plans.length - 1) throw error;
      }
    }
    throw engineError('gpu-missing', { model: entry.name });
  }

  function begin(target: ModelTarget, key: string): Loading {
    const freed = loading?.ready.then(({ model }) => model.dispose()).catch(() => {});
    const tell: OnLoadProgress = (progress) => {
      for (const listener of begun.listeners ?? []) listener(progress);
    };
    const ready = Promise.resolve(freed).then(() => loadBest(target, tell));
    const begun: Loading = { key, ready, listeners: new Set() };
    const settle = () => (begun.listeners = null);
    ready.then(settle, () => {
      settle();
      if (loading === begun) loading = null;
    });
    return begun;
  }

  return (target, onProgress) => {
    const key = `${target.entry.id} ${target.device ?? ''}`;
    if (loading?.key !== key) loading = begin(target, key);
    if (onProgress) loading.listeners?.add(onProgress);
    return loading.ready;
  };
}
