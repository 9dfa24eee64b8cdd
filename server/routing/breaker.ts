/** Failures in a row that open it. */
const IN_A_ROW = 5;
const WINDOW_S = 30;
/** Calls in the window before a share of failures says anything. */
const MIN_CALLS = 10;
const OPEN_MS = 15_000;
const MAX_OPEN_MS = 120_000;

export type BreakerState = 'closed' | 'open' | 'half-open';

/**
 * Keeps work away from one model of one upstream that keeps failing. Pure: time and chance are
 * given. Open for 15 s, twice as long each time it opens again, up to two minutes; then one call
 * is let through to see.
 */
export class Breaker {
  readonly #random: () => number;
  #state: BreakerState = 'closed';
  #untilMs = 0;
  #openings = 0;
  #inARow = 0;
  #probing = false;
  /** Calls by the second they ended in: [second, calls, failures]. */
  #seconds: [number, number, number][] = [];
  #coolUntilMs = 0;

  /** `random` gives 0..1; it spreads the ends of many breakers by a tenth. */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** As of now; an open one whose time is over shows as half-open. */
  state(nowMs: number): BreakerState {
    if (this.#state === 'open' && nowMs >= this.#untilMs) this.#state = 'half-open';
    return this.#state;
  }

  /** Whether a call may begin. */
  allows(nowMs: number): boolean {
    if (nowMs < this.#coolUntilMs) return false;
    const state = this.state(nowMs);
    return state === 'closed' || (state === 'half-open' && !this.#probing);
  }

  /** When a call may begin again, as far as is known. */
  freeAtMs(nowMs: number): number {
    const open = this.state(nowMs) === 'open' ? this.#untilMs : 0;
    return Math.max(open, this.#coolUntilMs);
  }

  /** Whether only a cooldown that the upstream asked for stands in the way. */
  cooling(nowMs: number): boolean {
    return nowMs < this.#coolUntilMs;
  }

  /** A call begins. */
  begin(nowMs: number): void {
    if (this.state(nowMs) === 'half-open') this.#probing = true;
  }

  /** A call ended well. */
  succeed(nowMs: number): void {
    this.#record(nowMs, false);
    this.#inARow = 0;
    this.#probing = false;
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#openings = 0;
    this.#seconds = [];
  }

  /** A call failed, and the upstream is to blame. */
  fail(nowMs: number): void {
    this.#record(nowMs, true);
    this.#inARow++;
    const wasProbing = this.#probing;
    this.#probing = false;
    if (this.#state === 'open') return;
    let calls = 0;
    let failed = 0;
    for (const [, all, bad] of this.#seconds) {
      calls += all;
      failed += bad;
    }
    const many = calls >= MIN_CALLS && failed * 2 > calls;
    if (wasProbing || this.#state === 'half-open' || this.#inARow >= IN_A_ROW || many) {
      this.#open(nowMs);
    }
  }

  /** A call ended in a way that says nothing: the client left, or its request was refused. */
  abandon(): void {
    this.#probing = false;
  }

  /** The upstream asked to be left alone; a later moment extends it, an earlier one changes nothing. */
  coolDown(untilMs: number): void {
    this.#coolUntilMs = Math.max(this.#coolUntilMs, untilMs);
  }

  /** A health probe went well: one call may try before the time is over. */
  healthy(): void {
    if (this.#state === 'open') this.#state = 'half-open';
  }

  #open(nowMs: number): void {
    const spread = 0.9 + 0.2 * this.#random();
    this.#untilMs = nowMs + Math.min(OPEN_MS * 2 ** this.#openings, MAX_OPEN_MS) * spread;
    this.#openings++;
    this.#state = 'open';
    this.#inARow = 0;
    this.#seconds = [];
  }

  #record(nowMs: number, failed: boolean): void {
    const second = Math.floor(nowMs / 1000);
    let last = this.#seconds.at(-1);
    if (last?.[0] !== second) {
      this.#seconds = this.#seconds.filter(([at]) => at > second - WINDOW_S);
      last = [second, 0, 0];
      this.#seconds.push(last);
    }
    last[1]++;
    if (failed) last[2]++;
  }
}
