import type { GraphicsProfile, WasmRates } from './device-profile.ts';

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

/** What was measured; outcomes of single probes come ahead of it, as parts. */
export interface ProbeAnswers {
  readonly wasm: WasmRates;
  readonly graphics: GraphicsProfile | null;
}
