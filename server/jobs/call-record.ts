import type { Job } from './job.ts';
import type { Journey } from './journey.ts';

/** What audit and metrics will say of a call; routes fill in what they know. Never content. */
export interface CallRecord extends Journey {
  readonly job: Job | undefined;
  readonly startedMs: number;
  promptTokens: number | undefined;
  completionTokens: number | undefined;
  cache: 'hit' | 'miss' | 'coalesced' | 'bypass' | undefined;
  /** Whether the answer was streamed. */
  streamed: boolean;
  bytesIn: number;
  /** Keyed hash of the request's body, to tell repeats apart. */
  bodyHash: string | undefined;
  /** Code of the refusal or error, if it came to one. */
  error: string | undefined;
  /** Where it stood when the client left. */
  phase: 'queue' | 'waiting' | 'streaming' | 'done';
}

/** Of a call that has just begun. */
export function newCallRecord(job: Job | undefined, startedMs: number): CallRecord {
  return {
    job,
    startedMs,
    attempts: 0,
    upstream: undefined,
    model: undefined,
    firstContentMs: undefined,
    promptTokens: undefined,
    completionTokens: undefined,
    cache: undefined,
    streamed: false,
    bytesIn: 0,
    bodyHash: undefined,
    error: undefined,
    phase: 'queue',
  };
}
