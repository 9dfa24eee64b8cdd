import { createWorkerCall, type WorkerLike } from '../../base/worker/worker-call.ts';
import type { OriginSpec } from '../sources/origin.ts';
import { storeError } from '../store-error.ts';
import type { Scrubbed } from './scrub.ts';
import type { TransferRunner } from './transfer-runner.ts';
import type { TransferProgress, WantedModel } from './transfer.ts';

/** What the page asks of the store's worker. */
export type StoreAsk =
  | {
      readonly kind: 'transfer';
      readonly target: WantedModel;
      readonly origins: readonly OriginSpec[];
    }
  | { readonly kind: 'scrub'; readonly id: string };

/** Nothing of a transfer: the model is ready. */
export type StoreAnswer = Scrubbed | void;

/** The page's end of the store's worker; `start` is called when there is first something to do. */
export function createWorkerRunner(start: () => WorkerLike): TransferRunner {
  const worker = createWorkerCall<StoreAsk, TransferProgress, StoreAnswer>(start, {
    // Whoever pauses or deletes a model may count on it that nothing of it is written any more.
    untilStopped: true,
    stopped: (cause) => storeError('model-store-failed', {}, cause),
    failed: (error) => error,
  });
  return {
    transfer: (target, origins, onPart, signal) =>
      worker.call({ kind: 'transfer', target, origins }, { onPart }, signal) as Promise<void>,
    scrub: (id, signal) => worker.call({ kind: 'scrub', id }, {}, signal) as Promise<Scrubbed>,
    rest: () => worker.busy || worker.stop(),
  };
}
