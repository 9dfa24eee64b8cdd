import type { GraphicsProfile, ProbeOutcome, WasmRates } from './device-profile.ts';

/** What the page asks of the probe's worker. One question per worker: threads are set once. */
export type ProbeAsk =
  | {
      readonly kind: 'wasm';
      readonly threads: number;
      /** False: only the product of matrices. */
      readonly thorough: boolean;
      readonly budgetMs: number;
    }
  | { readonly kind: 'graphics'; readonly budgetMs: number };

/** Any number of outcomes, then exactly one of the others. */
export type ProbeReply =
  | { readonly kind: 'outcome'; readonly outcome: ProbeOutcome }
  | { readonly kind: 'wasm'; readonly rates: WasmRates }
  | { readonly kind: 'graphics'; readonly graphics: GraphicsProfile | null }
  | { readonly kind: 'failed'; readonly message: string };
