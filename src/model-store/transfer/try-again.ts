import type { Timers } from './stall.ts';

const FIRST_MS = 5000;
const LONGEST_MS = 5 * 60_000;

/** When to go on by itself with what a passing fault stopped. */
export interface TryAgain {
  /** Something was stopped that may pass: `run` is called soon, ever later while nothing moves. */
  failed(): void;
  /** Bytes came: the next fault is a new one. */
  moved(): void;
  stop(): void;
}

/** After 5 s, then twice as long each time up to 5 min, each a little apart from other tabs. */
export function createTryAgain(timers: Timers, random: () => number, run: () => void): TryAgain {
  let waitMs = FIRST_MS;
  let timer: unknown;
  return {
    failed() {
      if (timer !== undefined) return;
      const ms = Math.round(waitMs * (0.75 + random() / 2));
      waitMs = Math.min(LONGEST_MS, waitMs * 2);
      timer = timers.setTimeout(() => {
        timer = undefined;
        run();
      }, ms);
    },
    moved() {
      waitMs = FIRST_MS;
    },
    stop() {
      timers.clearTimeout(timer);
      timer = undefined;
    },
  };
}
