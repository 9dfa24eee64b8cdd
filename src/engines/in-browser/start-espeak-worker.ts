/** A new worker with espeak-ng in it. */
export function startEspeakWorker(): Worker {
  return new Worker(new URL('./espeak.worker.ts', import.meta.url), { type: 'module' });
}
