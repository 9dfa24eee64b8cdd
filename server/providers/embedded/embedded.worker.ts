import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { env } from '@huggingface/transformers';
import type { Job } from '../../jobs/job.ts';
import { loadChatRunner } from './chat-runner.ts';
import { loadEmbedRunner } from './embed-runner.ts';
import type { FromWorker, ToWorker, WorkerSetup } from './embedded-protocol.ts';
import { WorkStopped, type LoadRunner, type Runner } from './runner.ts';
import { loadSpeakRunner } from './speak-runner.ts';
import { loadTranscribeRunner } from './transcribe-runner.ts';

const loaders: Readonly<Record<Job, LoadRunner>> = {
  chat: loadChatRunner,
  transcribe: loadTranscribeRunner,
  speak: loadSpeakRunner,
  embed: loadEmbedRunner,
};

/** Niceness, 0..19. */
const LATER = 10;

const setup = workerData as WorkerSetup;
const reply = (message: FromWorker) => parentPort?.postMessage(message);

// Whoever waits for the companion comes before whoever waits for a model. Linux counts threads
// here, and those that this one starts inherit it; elsewhere the whole companion would be slowed.
if (process.platform === 'linux') setPriority(LATER);

// Only what lies in the folder of weights: nothing is fetched and nothing is kept elsewhere.
env.localModelPath = `${setup.model.modelsDir}/`;
env.allowRemoteModels = false;
env.useFSCache = false;

async function serve(runner: Runner, { id, work, stop }: ToWorker): Promise<void> {
  try {
    const result = await runner.run(work, (part) => reply({ type: 'part', id, part }), {
      get stopped() {
        return Atomics.load(stop, 0) === 1;
      },
    });
    reply({ type: 'done', id, result });
  } catch (error) {
    reply({ type: 'failed', id, failure: error instanceof WorkStopped ? error.failure : 'broke' });
  }
}

try {
  const runner = await loaders[setup.model.job](setup);
  // One after another: the other side sends the next only when this one is done.
  parentPort?.on('message', (message: ToWorker) => void serve(runner, message));
  reply({ type: 'loaded' });
} catch (error) {
  reply({ type: 'unloadable', reason: error instanceof Error ? error.message : String(error) });
}
