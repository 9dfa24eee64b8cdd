import { OneAtATime } from '../../base/one-at-a-time.ts';
import { ParleyError } from '../../base/parley-error.ts';
import { createIdleTimer } from './idle-timer.ts';
import type { LoadedModel } from './model-slot.ts';
import { createWorkerCall, type WorkerLike } from '../../base/worker/worker-call.ts';

export interface ModelWorkerOptions {
  readonly startWorker: () => WorkerLike;
  /** After so long without a call the model leaves memory; the next call loads it again. */
  readonly idleUnloadMs?: number | undefined;
}

/** A worker with a model in it, seen from the page. */
export interface ModelWorker<Request, Part, Result> {
  /** What runs; null while nothing is in memory. */
  readonly loaded: LoadedModel | null;
  /** One request at a time; one that is given up while it waits is never sent. */
  ask(request: Request, onPart: (part: Part) => void, signal: AbortSignal): Promise<Result>;
  /** Ends it for good. */
  dispose(): void;
}

const IDLE_UNLOAD_MS = 5 * 60_000;

/** After these nothing in the worker can be trusted; the next call starts another. */
const FATAL = new Set(['gpu-lost', 'chat-out-of-memory', 'engine-stopped']);

/**
 * Asks a worker whose requests name the model they need, so that it can be ended whenever nobody
 * needs it: memory of WebAssembly never shrinks, and a lost graphics chip comes back to a new one.
 */
export function createModelWorker<Request, Part, Result extends { readonly loaded: LoadedModel }>({
  startWorker,
  idleUnloadMs = IDLE_UNLOAD_MS,
}: ModelWorkerOptions): ModelWorker<Request, Part, Result> {
  const worker = createWorkerCall<Request, Part, Result>(startWorker);
  const turns = new OneAtATime();
  const idle = createIdleTimer(idleUnloadMs, stop);
  let loaded: LoadedModel | null = null;
  let disposed = false;

  function stop(): void {
    loaded = null;
    worker.stop();
  }

  return {
    get loaded() {
      return loaded;
    },
    async ask(request, onPart, signal) {
      const done = await turns.turn(signal);
      const free = idle.busy();
      try {
        if (disposed) throw new Error('This engine was disposed of.');
        const result = await worker.call(request, { onPart }, signal);
        ({ loaded } = result);
        return result;
      } catch (error) {
        if (error instanceof ParleyError && FATAL.has(error.code)) stop();
        throw error;
      } finally {
        free();
        done();
      }
    },
    dispose() {
      disposed = true;
      idle.stop();
      stop();
    },
  };
}
