import { createIdleTimer } from './idle-timer.ts';
import {
  createWorkerCall,
  type WorkerCall,
  type WorkerLike,
} from '../../base/worker/worker-call.ts';

const IDLE_MS = 5 * 60_000;

/**
 * A worker that ends when nothing was asked of it for `idleMs`: memory of WebAssembly never shrinks.
 * The next call starts it anew; `onRest` is told that it holds nothing any more.
 */
export function createRestingCall<Request, Part, Result>(
  start: () => WorkerLike,
  onRest: () => void,
  idleMs: number = IDLE_MS,
): WorkerCall<Request, Part, Result> {
  const worker = createWorkerCall<Request, Part, Result>(start);
  const idle = createIdleTimer(idleMs, () => {
    worker.stop();
    onRest();
  });
  return {
    async call(...asked) {
      const free = idle.busy();
      try {
        return await worker.call(...asked);
      } finally {
        free();
      }
    },
    stop: () => worker.stop(),
  };
}
