import { gcra, type Charge, type Verdict } from './gcra.ts';
import type { Limiter } from './limiter.ts';

/** Accounts beyond this are looked through for full ones, which need not be kept. */
const MANY = 20_000;

/** Limits of one companion. A clock that is set back takes nobody's allowance away. */
export class MemoryLimiter implements Limiter {
  readonly #clockMs: () => number;
  /** What the clock was set back by, all times together, and what it said last. */
  #lostMs = 0;
  #lastMs = -Infinity;
  readonly #accounts = new Map<string, number>();
  #sweepAt = MANY;

  constructor(clockMs: () => number) {
    this.#clockMs = clockMs;
  }

  /** Accounts that are kept. */
  get size(): number {
    return this.#accounts.size;
  }

  charge(charges: readonly Charge[], force: boolean): Verdict {
    const nowMs = this.#now();
    let verdict: Verdict | undefined;
    const next: number[] = [];
    for (let index = 0; index < charges.length; index++) {
      const charge = charges[index] as Charge;
      const step = gcra(this.#accounts.get(charge.account), nowMs, charge, force);
      if (!step.allowed) {
        const { remaining, retryAfterMs, resetMs } = step;
        return { allowed: false, charge, remaining, retryAfterMs, resetMs };
      }
      next.push(step.tat);
      if (!verdict || step.remaining < verdict.remaining) {
        verdict = {
          allowed: true,
          charge,
          remaining: step.remaining,
          retryAfterMs: 0,
          resetMs: step.tat - nowMs,
        };
      }
    }
    for (let index = 0; index < charges.length; index++) {
      this.#accounts.set((charges[index] as Charge).account, next[index] as number);
    }
    if (this.#accounts.size > this.#sweepAt) this.#sweep(nowMs);
    return (
      verdict ?? { allowed: true, charge: undefined, remaining: 0, retryAfterMs: 0, resetMs: 0 }
    );
  }

  #now(): number {
    const nowMs = this.#clockMs();
    if (nowMs < this.#lastMs) this.#lostMs += this.#lastMs - nowMs;
    this.#lastMs = nowMs;
    return nowMs + this.#lostMs;
  }

  #sweep(nowMs: number): void {
    for (const [account, tat] of this.#accounts) if (tat <= nowMs) this.#accounts.delete(account);
    // Many open accounts are no reason to look through all of them again at once.
    this.#sweepAt = Math.max(MANY, this.#accounts.size * 2);
  }
}
