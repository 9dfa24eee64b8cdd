import type { Charge, Verdict } from './gcra.ts';

/** Keeps the accounts of limits. */
export interface Limiter {
  /** Charges all or none; `force` charges also what is not there, for what was spent already. */
  charge(charges: readonly Charge[], force: boolean): Verdict | Promise<Verdict>;
}
