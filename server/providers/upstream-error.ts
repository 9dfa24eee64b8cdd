/** How a call to an upstream went wrong. */
export type UpstreamFailure =
  /** No connection: refused, unknown name, timed out. */
  | 'connect'
  /** No first byte or token in time. */
  | 'first-timeout'
  /** Stopped in the middle of an answer. */
  | 'idle-timeout'
  /** It answered with a status that is not 2xx; see `status`. */
  | 'status'
  /** An error inside a 200. */
  | 'error-event'
  /** The connection broke, or the answer ended before it was whole. */
  | 'cut'
  /** An answer that is not in its dialect. */
  | 'garbage'
  /** An answer larger than anything we asked for. */
  | 'too-large'
  /** It cannot take work now: its queue is full, or it is still loading. */
  | 'busy';

export interface UpstreamErrorFacts {
  /** HTTP status that the upstream gave. */
  readonly status?: number;
  /** What it asked us to wait. */
  readonly retryAfterMs?: number;
  /** Why it refused, where that changes what is tried next. */
  readonly refusal?: 'model-unknown' | 'context-length' | 'sound-format';
  /** Its own sentence about the request, for a 4xx that the client should see; bounded. */
  readonly sentence?: string;
  readonly param?: string;
  readonly cause?: unknown;
}

/** Why one attempt at one upstream failed. Its message names the failure and never any content. */
export class UpstreamError extends Error {
  readonly failure: UpstreamFailure;
  readonly facts: UpstreamErrorFacts;

  constructor(failure: UpstreamFailure, facts: UpstreamErrorFacts = {}) {
    super(
      facts.status === undefined ? failure : `${failure} ${facts.status}`,
      facts.cause === undefined ? undefined : { cause: facts.cause },
    );
    this.name = 'UpstreamError';
    this.failure = failure;
    this.facts = facts;
  }

  /** Whether the same request may do better elsewhere or later. */
  get retryable(): boolean {
    if (this.failure !== 'status') return true;
    const status = this.facts.status ?? 500;
    // A redirect is never followed, and a refused key is not the client's: another may do better.
    if (status < 400 || status >= 500 || this.misconfigured) return true;
    return [408, 425, 429].includes(status) || this.facts.refusal !== undefined;
  }

  /** Whether it speaks against the upstream; a refused request does not. */
  get blamesUpstream(): boolean {
    if (this.failure === 'busy') return false;
    if (this.failure !== 'status') return true;
    const status = this.facts.status ?? 500;
    return status < 400 || status >= 500 || status === 408;
  }

  /** Whether the upstream does not accept our key: for its operator to mend, not for a retry. */
  get misconfigured(): boolean {
    return this.failure === 'status' && (this.facts.status === 401 || this.facts.status === 403);
  }
}
