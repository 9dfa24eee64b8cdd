import figures from './route-figures.json' with { type: 'json' };

/**
 * Targets that failed are put aside for a while, longer each time, and then tried again; a success
 * forgets it all. Times in ms, monotonic.
 */
export class PutAside {
  readonly #failures = new Map<string, { times: number; untilMs: number; why: unknown }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  has(id: string): boolean {
    return (this.#failures.get(id)?.untilMs ?? 0) > this.#now();
  }

  /** `atLeastMs`: what the target itself asked for. */
  failed(id: string, why: unknown, atLeastMs = 0): void {
    const times = (this.#failures.get(id)?.times ?? 0) + 1;
    const { asideMs } = figures;
    const restMs = asideMs[Math.min(times, asideMs.length) - 1] ?? 0;
    this.#failures.set(id, { times, untilMs: this.#now() + Math.max(restMs, atLeastMs), why });
  }

  /** What it failed with last; undefined where it has worked since. */
  whyOf(id: string): unknown {
    return this.#failures.get(id)?.why;
  }

  worked(id: string): void {
    this.#failures.delete(id);
  }
}
