import { Worker } from 'node:worker_threads';
import type { WorkerSetup } from './embedded-protocol.ts';

/** Starts a worker for one model: the bundled one, or its source in development. */
export function startWorker(setup: WorkerSetup): Worker {
  const file = import.meta.url.endsWith('.ts')
    ? './embedded-from-source.mjs'
    : './embedded.worker.js';
  const worker = new Worker(new URL(file, import.meta.url), {
    workerData: setup,
    // What libraries print could quote what somebody said.
    stdout: true,
    stderr: true,
  });
  worker.stdout.resume();
  worker.stderr.resume();
  return worker;
}
