import type { ModelEntry } from '../contracts/catalog.ts';
import type { ParleyDatabase } from '../storage/migration.ts';
import { CHUNK_BYTES } from './chunk-grid.ts';
import { turnBlobsToBytes } from './kept/blobs-to-bytes.ts';
import { createIndexedDbChunks } from './kept/indexed-db-chunks.ts';
import { createKeptValues } from './kept/kept-values.ts';
import { createModelStore, type ModelStore } from './model-store.ts';
import type { OriginSpec } from './sources/origin.ts';
import type { ConnectionLike } from './kept/space.ts';
import type { ChannelLike, TabMessage } from './tabs.ts';
import { createWorkerRunner } from './transfer/worker-runner.ts';

export interface BrowserModelsOptions {
  readonly database: ParleyDatabase;
  readonly catalog: readonly ModelEntry[];
  /** Read anew for every download; which kind is asked first is for people to choose. */
  readonly origins: () => readonly OriginSpec[];
  readonly chunkBytes?: number;
}

function idleMoment(): Promise<void> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in window) requestIdleCallback(() => resolve(), { timeout: 5000 });
    else setTimeout(resolve, 200);
  });
}

/** The model store with everything a browser gives it; the fetching happens in its own worker. */
export function openBrowserModels(options: BrowserModelsOptions): ModelStore {
  const wire = new BroadcastChannel('parley-model-store');
  const channel: ChannelLike = {
    postMessage: (message) => wire.postMessage(message),
    onmessage: null,
    close: () => wire.close(),
  };
  wire.onmessage = (event) => channel.onmessage?.(event as MessageEvent<TabMessage>);
  const locks = navigator.locks as LockManager | undefined;
  const chunks = createIndexedDbChunks(options.database);
  const kept = createKeptValues(options.database);
  const runner = createWorkerRunner(
    () => new Worker(new URL('./transfer/store.worker.ts', import.meta.url), { type: 'module' }),
  );
  const store = createModelStore({
    chunks,
    kept,
    catalog: options.catalog,
    origins: options.origins,
    runner,
    fetch: (url, init) => fetch(url, { ...init, cache: 'no-store' }),
    locks: locks && {
      request: (name, request, hold) => locks.request(name, { signal: request.signal }, hold),
    },
    channel,
    storage: navigator.storage,
    connection: () => (navigator as { connection?: ConnectionLike }).connection,
    now: () => Date.now(),
    random: () => Math.random(),
    timers: {
      setTimeout: (run, ms) => setTimeout(run, ms),
      clearTimeout: (timer) => clearTimeout(timer as number),
    },
    chunkBytes: options.chunkBytes ?? CHUNK_BYTES,
  });
  addEventListener('online', () => store.online());
  const closing = new AbortController();
  turnBlobsToBytes(options.database, kept, idleMoment, closing.signal)
    // Parts that stay as they are can be read all the same.
    .catch(() => undefined);
  return {
    ...store,
    close() {
      closing.abort();
      return store.close();
    },
  };
}
