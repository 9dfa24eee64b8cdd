import { createIndexedDbChunks } from '../../src/model-store/kept/indexed-db-chunks.ts';
import { createKeptValues } from '../../src/model-store/kept/kept-values.ts';
import { createModelStore, type ModelStoreDeps } from '../../src/model-store/model-store.ts';
import type { OriginSpec } from '../../src/model-store/sources/origin.ts';
import type { TabMessage, LocksLike } from '../../src/model-store/tabs.ts';
import { createLocalRunner } from '../../src/model-store/transfer/transfer-runner.ts';
import type { ParleyDatabase } from '../../src/storage/migration.ts';
import { CHUNK, realTimers } from './store-harness.ts';
import { syntheticEntry } from './synthetic-entry.ts';

/** One tab: a store over a database, with everything a browser would give it. */
export function openTab(
  database: ParleyDatabase,
  channelName: string,
  locks: LocksLike | undefined,
  origins: readonly OriginSpec[],
  more: Partial<ModelStoreDeps> = {},
) {
  const chunks = more.chunks ?? createIndexedDbChunks(database);
  const wire = new BroadcastChannel(channelName);
  const channel = {
    postMessage: (message: TabMessage) => wire.postMessage(message),
    onmessage: null as ((event: MessageEvent<TabMessage>) => void) | null,
    close: () => wire.close(),
  };
  wire.onmessage = (event) => channel.onmessage?.(event as MessageEvent<TabMessage>);
  const timers = {
    ...realTimers,
    setTimeout: (run: () => void, ms: number) => setTimeout(run, ms / 20),
  };
  const store = createModelStore({
    chunks,
    catalog: [syntheticEntry],
    kept: createKeptValues(database),
    origins: () => origins,
    runner: createLocalRunner({
      chunks,
      fetch: (url, init) => fetch(url, init),
      now: Date.now,
      random: () => 0.001,
      timers,
    }),
    random: () => 0.001,
    timers,
    fetch: (url, init) => fetch(url, init),
    locks,
    channel,
    storage: undefined,
    connection: () => undefined,
    now: Date.now,
    chunkBytes: CHUNK,
    ...more,
  });
  return { store, chunks, wire };
}
