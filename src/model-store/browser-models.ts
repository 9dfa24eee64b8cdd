import type { ModelEntry } from '../contracts/catalog.ts';
import type { ParleyDatabase } from '../storage/migration.ts';
import { CHUNK_BYTES } from './chunk-grid.ts';
import { createIndexedDbChunks } from './indexed-db-chunks.ts';
import { createModelStore, type ModelStore } from './model-store.ts';
import type { OriginSpec } from './origin.ts';
import type { ConnectionLike } from './space.ts';
import type { ChannelLike, TabMessage } from './tabs.ts';
import { createWorkerRunner } from './worker-runner.ts';

export interface BrowserModelsOptions {
  readonly database: ParleyDatabase;
  readonly catalog: readonly ModelEntry[];
  /** In the order they are asked; read anew for every download. */
  readonly origins: () => readonly OriginSpec[];
  readonly chunkBytes?: number;
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
  const store = createModelStore({
    chunks: createIndexedDbChunks(options.database),
    catalog: options.catalog,
    origins: options.origins,
    runner: createWorkerRunner(
      () => new Worker(new URL('./store.worker.ts', import.meta.url), { type: 'module' }),
    ),
    fetch: (url, init) => fetch(url, { ...init, cache: 'no-store' }),
    locks: locks && {
      request: (name, request, hold) => locks.request(name, { signal: request.signal }, hold),
    },
    channel,
    storage: navigator.storage,
    connection: () => (navigator as { connection?: ConnectionLike }).connection,
    now: () => Date.now(),
    chunkBytes: options.chunkBytes ?? CHUNK_BYTES,
  });
  addEventListener('online', () => store.online());
  return store;
}
