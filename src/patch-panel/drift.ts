import { percentile } from '../base/percentile.ts';
import type { Drift } from './candidate.ts';
import figures from './route-figures.json' with { type: 'json' };

/** Speed of one reply. `atMs`: ms, monotonic. */
export interface SpeedSample {
  readonly atMs: number;
  readonly tokensPerSecond: number;
}

/** Samples that still count, oldest first. */
export function freshSamples(samples: readonly SpeedSample[], nowMs: number): SpeedSample[] {
  return samples.filter(({ atMs }) => nowMs - atMs <= figures.drift.keptMs);
}

/**
 * A sustained fall: each of the last runs was clearly slower than the earlier ones were in the
 * middle. One slow reply is no drift. Null where there is none, or too little is known.
 */
export function findDrift(samples: readonly SpeedSample[], nowMs: number): Drift | null {
  const { runs, before, share } = figures.drift;
  const fresh = freshSamples(samples, nowMs).map(({ tokensPerSecond }) => tokensPerSecond);
  const last = fresh.slice(-runs);
  const earlier = fresh.slice(0, -runs);
  if (earlier.length < before || last.length < runs) return null;
  const usual = percentile(earlier, 0.5);
  if (!last.every((speed) => speed < usual * share)) return null;
  return { now: percentile(last, 0.5), before: usual };
}
