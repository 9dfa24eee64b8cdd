import type { ChunkStore } from '../../contracts/chunk-store.ts';
import { makeOrigin } from '../sources/make-origin.ts';
import type { Fetch, OriginSpec } from '../sources/origin.ts';
import { scrubModel, type Scrubbed } from './scrub.ts';
import { transferModel, type TransferProgress, type WantedModel } from './transfer.ts';
import type { Timers } from './stall.ts';

/** Does the heavy work: in this thread (Node, tests) or in a worker (the app). */
export interface TransferRunner {
  /** Resolves when the model is `ready`; see `transferModel` for what it leaves behind otherwise. */
  transfer(
    target: WantedModel,
    origins: readonly OriginSpec[],
    report: (progress: TransferProgress) => void,
    signal: AbortSignal,
  ): Promise<void>;
  scrub(id: string, signal: AbortSignal): Promise<Scrubbed>;
  /**
   * Lets go of everything while nothing is under way. Browsers keep a deleted file as long as
   * somebody may still hold a Blob of it, so this is part of deleting.
   */
  rest(): void;
}

/** Waits, or throws the signal's reason. */
export function sleep(timers: Timers, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const stop = () => {
      timers.clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = timers.setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}

export interface LocalRunnerDeps {
  readonly chunks: ChunkStore;
  readonly fetch: Fetch;
  readonly now: () => number;
  readonly random: () => number;
  readonly timers: Timers;
}

/** A runner that works where it is called. */
export function createLocalRunner(deps: LocalRunnerDeps): TransferRunner {
  const { chunks, now, timers } = deps;
  return {
    transfer: (target, specs, report, signal) =>
      transferModel(
        target,
        specs.map((spec) => makeOrigin(spec, deps.fetch, now)),
        {
          chunks,
          now,
          timers,
          random: deps.random,
          sleep: (ms, stop) => sleep(timers, ms, stop),
        },
        report,
        signal,
      ),
    scrub: (id, signal) => scrubModel(chunks, id, now, () => undefined, signal),
    rest: () => undefined,
  };
}
