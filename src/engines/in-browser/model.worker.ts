import type { ModelJob } from './model-jobs.ts';

/* One file for all engines on transformers.js: the bundler shares what they have in common. */

const jobs: Readonly<Record<ModelJob, () => Promise<unknown>>> = {
  chat: () => import('./chat-job.ts'),
  embed: () => import('./embed-job.ts'),
  speak: () => import('./speak-job.ts'),
  transcribe: () => import('./transcribe-job.ts'),
};

/** Calls that come before the job's own listener does. */
const early: MessageEvent<unknown>[] = [];
const keep = (event: MessageEvent<unknown>) => void early.push(event);

async function begin(): Promise<void> {
  await jobs[self.name as ModelJob]();
  self.removeEventListener('message', keep);
  for (const { data, ports } of early.splice(0)) {
    self.dispatchEvent(new MessageEvent('message', { data, ports: [...ports] }));
  }
}

self.addEventListener('message', keep);
// Thrown where the page hears of it: a rejection inside a worker reaches nobody.
begin().catch((error: unknown) => setTimeout(() => reportError(error)));
