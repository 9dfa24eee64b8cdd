import type { ProbeOutcome } from './device-profile.ts';

/** No probe is meant to take longer than this. */
export const PROBE_BOUND_MS = 150;
/** Timed runs of one probe; a chip also has to make its kernels ready within the bound. */
const TIMED_MS = 35;
const RUNS_AT_LEAST = 4;
const RUNS_AT_MOST = 40;
/** On a busy machine few runs have to do. */
const STOP_MS = 100;

/**
 * The lower quartile of some numbers; NaN of none. What else the machine does only ever makes a run
 * slower, so the quick ones tell what the device can do.
 */
export function lowerQuartile(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 2] ?? NaN;
}

/** Runs probes one after the other until their time is up, and tells what became of each. */
export class ProbeTimer {
  readonly #now: () => number;
  readonly #endMs: number;
  readonly #report: (outcome: ProbeOutcome) => void;

  /** `budgetMs` for all of them together; `now` in ms. */
  constructor(budgetMs: number, report: (outcome: ProbeOutcome) => void, now: () => number) {
    this.#now = now;
    this.#endMs = now() + budgetMs;
    this.#report = report;
  }

  /**
   * One probe. Null when there was no time left for it, or it failed: a driver that refuses one kind
   * of work may do the others. A figure that came late is still a figure.
   */
  async run<Figure>(name: string, probe: () => Promise<Figure>): Promise<Figure | null> {
    const startMs = this.#now();
    if (startMs >= this.#endMs) {
      this.#report({ name, state: 'late', tookMs: 0 });
      return null;
    }
    try {
      const figure = await probe();
      const tookMs = this.#now() - startMs;
      this.#report({ name, state: tookMs > PROBE_BOUND_MS ? 'late' : 'ok', tookMs });
      return figure;
    } catch {
      this.#report({ name, state: 'failed', tookMs: this.#now() - startMs });
      return null;
    }
  }

  /**
   * What one `work` takes, in ms; it has to be warm. `batch` of them are timed at once, because a
   * page that is not isolated reads its clock in tenths of a millisecond.
   */
  async time(work: () => Promise<unknown>, batch = 1): Promise<number> {
    const times: number[] = [];
    const beganMs = this.#now();
    let tookMs = 0;
    while (
      times.length < RUNS_AT_MOST &&
      (tookMs < TIMED_MS || times.length < RUNS_AT_LEAST) &&
      tookMs < STOP_MS
    ) {
      const startMs = this.#now();
      for (let count = 0; count < batch; count += 1) await work();
      times.push((this.#now() - startMs) / batch);
      tookMs = this.#now() - beganMs;
    }
    return lowerQuartile(times);
  }
}
