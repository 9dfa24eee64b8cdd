import { serveCalls } from '../../base/worker/worker-serve.ts';
import { openDatabase } from '../../storage/database.ts';
import { createIndexedDbChunks } from '../kept/indexed-db-chunks.ts';
import { createLocalRunner, type TransferRunner } from './transfer-runner.ts';
import type { TransferProgress } from './transfer.ts';
import type { StoreAsk, StoreAnswer } from './worker-runner.ts';

declare const self: DedicatedWorkerGlobalScope;

/** Fetching, hashing and checking happen here, so that a lesson never stutters meanwhile. */
const runner: Promise<TransferRunner> = openDatabase({}, self.name || undefined).then((database) =>
  createLocalRunner({
    chunks: createIndexedDbChunks(database),
    // The browser's own cache would keep gigabytes a second time.
    fetch: (url, init) => fetch(url, { ...init, cache: 'no-store' }),
    now: () => Date.now(),
    random: () => Math.random(),
    timers: {
      setTimeout: (run, ms) => setTimeout(run, ms),
      clearTimeout: (timer) => clearTimeout(timer as number),
    },
  }),
);

serveCalls<StoreAsk, TransferProgress, StoreAnswer>(self, async (ask, report, signal) => {
  const work = await runner;
  if (ask.kind === 'scrub') return work.scrub(ask.id, signal);
  return work.transfer(ask.target, ask.origins, report, signal);
});
