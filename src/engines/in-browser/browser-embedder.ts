import type { Embedder } from '../../contracts/engine.ts';
import type { EmbedPart, EmbedRequest, EmbedResult } from './embed-protocol.ts';
import { startModelWorker } from './model-jobs.ts';
import type { LoadedModel, ModelTarget } from './model-slot.ts';
import { createModelWorker } from './model-worker.ts';
import type { WorkerLike } from '../../base/worker/worker-call.ts';

export interface BrowserEmbedderOptions extends ModelTarget {
  /** After so long without a call the model leaves memory; the next call loads it again. */
  readonly idleUnloadMs?: number;
  readonly startWorker?: () => WorkerLike;
}

/** An embedding model in a worker of this browser. */
export interface BrowserEmbedder extends Embedder {
  /** What runs and how long it took to load; null while nothing is in memory. */
  readonly loaded: LoadedModel | null;
}

/** A model of the catalog that makes vectors of texts; weights come out of the store. */
export function createBrowserEmbedder({
  entry,
  device,
  idleUnloadMs,
  startWorker = () => startModelWorker('embed'),
}: BrowserEmbedderOptions): BrowserEmbedder {
  const worker = createModelWorker<EmbedRequest, EmbedPart, EmbedResult>({
    startWorker,
    idleUnloadMs,
  });
  const target: ModelTarget = device ? { entry, device } : { entry };
  return {
    id: `browser-embed/${entry.id}`,
    get loaded() {
      return worker.loaded;
    },
    async warmUp(onProgress, signal) {
      await worker.ask({ type: 'load', ...target }, onProgress, signal);
    },
    dispose() {
      worker.dispose();
      return Promise.resolve();
    },
    async embed(texts, signal) {
      signal.throwIfAborted();
      if (texts.length === 0) return [];
      const { vectors } = await worker.ask({ type: 'embed', ...target, texts }, () => {}, signal);
      return vectors;
    },
  };
}
