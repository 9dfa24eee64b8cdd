import type { Job } from './job.ts';

/** What became of it, filled in as it goes; read by audit and metrics. */
export interface Journey {
  attempts: number;
  /** Of the last attempt. */
  upstream: string | undefined;
  model: string | undefined;
  /** From the start of the request to the first content. */
  firstContentMs: number | undefined;
}

/** How one attempt at an upstream ended. */
export interface AttemptReport {
  readonly upstream: string;
  readonly model: string;
  readonly job: Job;
  /** `ok`, `left` when the client was gone, or how it failed. */
  readonly outcome: string;
  readonly durationMs: number;
}
