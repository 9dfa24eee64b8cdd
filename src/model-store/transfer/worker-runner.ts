import { fromPlain, toPlain } from './plain-error.ts';
import { storeError } from '../store-error.ts';
import type { StoreAsk, StoreReply } from './store-protocol.ts';
import type { TransferRunner } from './transfer-runner.ts';
import type { TransferProgress } from './transfer.ts';

/** What of Worker is used here. */
export type WorkerLike = Pick<Worker, 'postMessage' | 'addEventListener' | 'terminate'>;

interface Call {
  readonly report?: (progress: TransferProgress) => void;
  readonly done: (value: unknown) => void;
  readonly failed: (error: Error) => void;
}

/** The page's end of the store's worker; `start` is called when there is first something to do. */
export function createWorkerRunner(start: () => WorkerLike): TransferRunner {
  const calls = new Map<number, Call>();
  let worker: WorkerLike | undefined;
  let last = 0;

  function open(): WorkerLike {
    if (worker) return worker;
    const started = start();
    started.addEventListener('message', (event) => {
      const reply = (event as MessageEvent<StoreReply>).data;
      const call = calls.get(reply.call);
      if (reply.kind === 'progress') return call?.report?.(reply.progress);
      calls.delete(reply.call);
      if (reply.kind === 'done') call?.done(reply.value);
      else call?.failed(fromPlain(reply.error));
    });
    started.addEventListener('error', () => {
      // The worker could not start or died; the next call starts another.
      worker = undefined;
      for (const call of calls.values()) call.failed(storeError('model-store-failed'));
      calls.clear();
    });
    return (worker = started);
  }

  function ask<T>(
    message: StoreAsk,
    signal: AbortSignal,
    report?: (progress: TransferProgress) => void,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      signal.throwIfAborted();
      const port = open();
      const { call } = message;
      const stop = () => port.postMessage({ kind: 'stop', call, reason: toPlain(signal.reason) });
      const end = () => signal.removeEventListener('abort', stop);
      signal.addEventListener('abort', stop, { once: true });
      calls.set(call, {
        ...(report ? { report } : {}),
        done: (value) => (end(), resolve(value as T)),
        failed: (error) => (end(), reject(signal.aborted ? (signal.reason as Error) : error)),
      });
      port.postMessage(message);
    });
  }

  return {
    transfer: (target, origins, report, signal) =>
      ask({ kind: 'transfer', call: ++last, target, origins }, signal, report),
    scrub: (id, signal) => ask({ kind: 'scrub', call: ++last, id }, signal),
    rest() {
      if (calls.size > 0) return;
      worker?.terminate();
      worker = undefined;
    },
  };
}
