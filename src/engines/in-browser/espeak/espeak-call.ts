import type { EspeakPart, EspeakRequest, EspeakResult } from './espeak-protocol.ts';
import {
  createWorkerCall,
  type WorkerCall,
  type WorkerLike,
} from '../../../base/worker/worker-call.ts';

/** A worker with espeak-ng in it, seen from the page. */
export type EspeakCall = WorkerCall<EspeakRequest, EspeakPart, EspeakResult>;

/** espeak-ng in a worker of its own, which is started by the first call. */
export function createEspeakCall(startWorker: () => WorkerLike = startEspeakWorker): EspeakCall {
  return createWorkerCall(startWorker);
}

/**
 * One worker (23 MB) for all who use espeak-ng, as a voice and to read words as sounds. Each asks
 * for his own call; the worker ends when all who used it have stopped.
 */
export function shareEspeak(espeak: EspeakCall = createEspeakCall()): () => EspeakCall {
  const users = new Set<EspeakCall>();
  return () => {
    const user: EspeakCall = {
      call(...asked) {
        users.add(user);
        return espeak.call(...asked);
      },
      stop() {
        users.delete(user);
        if (users.size === 0) espeak.stop();
      },
    };
    return user;
  };
}

function startEspeakWorker(): Worker {
  return new Worker(new URL('./espeak.worker.ts', import.meta.url), { type: 'module' });
}
