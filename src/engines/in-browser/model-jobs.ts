/** What a model worker may be started for; its name says which. */
export type ModelJob = 'chat' | 'embed' | 'speak' | 'transcribe';

/**
 * Starts a worker that runs one model. All of them are one file, so the library under them is
 * fetched, kept and read once.
 */
export function startModelWorker(job: ModelJob): Worker {
  return new Worker(new URL('./model.worker.ts', import.meta.url), { type: 'module', name: job });
}
