import type { Clock } from '../clock.ts';
import type { UpstreamError } from '../providers/upstream-error.ts';
import { Breaker } from './breaker.ts';

/** Weight of the newest measurement. */
const NEWEST = 0.2;
const MIN_COOLDOWN_MS = 1000;

/** What is known of one model on one upstream from the work it did. */
export class ModelState {
  readonly breaker: Breaker;
  readonly #clock: Clock;
  #firstTokenMs: number | null = null;
  #tokensPerSecond: number | null = null;
  inflight = 0;

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.breaker = new Breaker(random);
  }

  /** Moving average from the start of a call to its first content. */
  get firstTokenMs(): number | null {
    return this.#firstTokenMs;
  }

  /** Moving average. */
  get tokensPerSecond(): number | null {
    return this.#tokensPerSecond;
  }

  /** Lower is better: how long a call begun now is likely to wait. Untried models come first. */
  get cost(): number {
    return (this.#firstTokenMs ?? 1) * (this.inflight + 1);
  }

  begin(): void {
    this.inflight++;
    this.breaker.begin(this.#clock.monotonicMs());
  }

  measuredFirstToken(ms: number): void {
    this.#firstTokenMs = blend(this.#firstTokenMs, ms);
  }

  measuredSpeed(tokensPerSecond: number): void {
    this.#tokensPerSecond = blend(this.#tokensPerSecond, tokensPerSecond);
  }

  succeeded(): void {
    this.inflight--;
    this.breaker.succeed(this.#clock.monotonicMs());
  }

  failed(error: UpstreamError): void {
    this.inflight--;
    const nowMs = this.#clock.monotonicMs();
    const { status, retryAfterMs = 0 } = error.facts;
    if (status === 429) this.breaker.coolDown(nowMs + Math.max(retryAfterMs, MIN_COOLDOWN_MS));
    if (error.blamesUpstream) this.breaker.fail(nowMs);
    else this.breaker.abandon();
  }

  abandoned(): void {
    this.inflight--;
    this.breaker.abandon();
  }
}

function blend(average: number | null, value: number): number {
  return average === null ? value : average + NEWEST * (value - average);
}
