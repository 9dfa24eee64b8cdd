import { openDatabase } from '../../storage/database.ts';
import { createIndexedDbChunks } from '../kept/indexed-db-chunks.ts';
import { fromPlain, toPlain } from './plain-error.ts';
import type { StoreAsk, StoreReply } from './store-protocol.ts';
import { createLocalRunner, type TransferRunner } from './transfer-runner.ts';

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
const running = new Map<number, AbortController>();
const reply = (message: StoreReply) => self.postMessage(message);

async function answer(ask: Exclude<StoreAsk, { kind: 'stop' }>): Promise<unknown> {
  const stop = new AbortController();
  running.set(ask.call, stop);
  const work = await runner;
  if (ask.kind === 'scrub') return work.scrub(ask.id, stop.signal);
  const report = (progress: Parameters<Parameters<TransferRunner['transfer']>[2]>[0]) =>
    reply({ kind: 'progress', call: ask.call, progress });
  return work.transfer(ask.target, ask.origins, report, stop.signal);
}

self.addEventListener('message', ({ data }: MessageEvent<StoreAsk>) => {
  if (data.kind === 'stop') return running.get(data.call)?.abort(fromPlain(data.reason));
  const { call } = data;
  answer(data)
    .then(
      (value) => reply({ kind: 'done', call, value }),
      (error: unknown) => reply({ kind: 'failed', call, error: toPlain(error) }),
    )
    .finally(() => running.delete(call));
});
