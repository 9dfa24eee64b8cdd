/** How fast bytes come and how long the rest takes, over a sliding window. */
export interface RateMeter {
  add(bytes: number, nowMs: number): void;
  bytesPerSecond(nowMs: number): number;
}

const WINDOW_MS = 8000;

/** A meter over the last eight seconds: long enough to be calm, short enough to notice a stall. */
export function createRateMeter(): RateMeter {
  let samples: { at: number; bytes: number }[] = [];
  const forget = (nowMs: number) => {
    samples = samples.filter((sample) => nowMs - sample.at < WINDOW_MS);
  };
  return {
    add(bytes, nowMs) {
      forget(nowMs);
      const last = samples.at(-1);
      if (last && nowMs - last.at < 250) last.bytes += bytes;
      else samples.push({ at: nowMs, bytes });
    },
    bytesPerSecond(nowMs) {
      forget(nowMs);
      const first = samples[0];
      if (!first) return 0;
      const bytes = samples.reduce((sum, sample) => sum + sample.bytes, 0);
      return Math.round((bytes * 1000) / Math.max(1000, nowMs - first.at));
    },
  };
}

/** Seconds left, or null while nothing moves. */
export function secondsLeft(leftBytes: number, bytesPerSecond: number): number | null {
  return bytesPerSecond > 0 ? Math.ceil(leftBytes / bytesPerSecond) : null;
}
