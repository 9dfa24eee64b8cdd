/** Time, given so that tests can turn it. */
export interface Clock {
  /** Milliseconds that only move forward. */
  readonly monotonicMs: () => number;
  /** Milliseconds since 1970, UTC. */
  readonly epochMs: () => number;
}

/** The machine's own. */
export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  epochMs: () => Date.now(),
};
