/** One limit, and what is to be charged to it. Times in milliseconds. */
export interface Charge {
  /** Names the account, e.g. `key:ab12:chat`. */
  readonly account: string;
  /** What it is about, for headers and metrics. */
  readonly scope: string;
  /** Time that one unit takes to grow back. */
  readonly unitMs: number;
  /** Units that may be spent at once. */
  readonly burst: number;
  /** Units; 0 only asks whether the account is overdrawn. */
  readonly cost: number;
}

/** What came of it. */
export interface Verdict {
  readonly allowed: boolean;
  /** The charge that was refused, or else the one with the least left. */
  readonly charge: Charge | undefined;
  /** Whole units left of it. */
  readonly remaining: number;
  /** Until the same charge would be allowed; 0 when it was. */
  readonly retryAfterMs: number;
  /** Until the account is full again. */
  readonly resetMs: number;
}

/** One account after a charge. */
export interface GcraStep {
  readonly allowed: boolean;
  /** The theoretical arrival time: the one number that is kept. */
  readonly tat: number;
  readonly remaining: number;
  readonly retryAfterMs: number;
  readonly resetMs: number;
}

/**
 * The generic cell rate algorithm. gcra-script.ts does the same, step for step, in Redis; both work on
 * doubles in the same order, so that they agree to the last bit. `force` charges in any case.
 */
export function gcra(
  kept: number | undefined,
  nowMs: number,
  { unitMs, burst, cost }: Pick<Charge, 'unitMs' | 'burst' | 'cost'>,
  force = false,
): GcraStep {
  const tolerance = unitMs * burst;
  const tat = Math.max(kept ?? nowMs, nowMs);
  const next = tat + unitMs * cost;
  const allowAt = next - tolerance;
  const allowed = force || nowMs >= allowAt;
  const after = allowed ? next : tat;
  return {
    allowed,
    tat: next,
    remaining: Math.max(0, Math.floor((tolerance - (after - nowMs)) / unitMs)),
    retryAfterMs: allowed ? 0 : allowAt - nowMs,
    resetMs: after - nowMs,
  };
}
