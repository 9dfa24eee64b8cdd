import type { Voice } from '../../contracts/engine.ts';

/** From the learner's last sound to the tutor's first, in ms. Holds no word of what was said. */
export interface TurnTimes {
  readonly turns: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Every stage of every turn, as JSON. */
  readonly file: Blob;
}

/** The tutor's voice. */
export interface Voices {
  /** Those that speak this language (BCP 47), best first. */
  of(language: string): Promise<readonly Voice[]>;
  /** Says one sentence in the chosen voice and pace; settles when it was said. */
  hear(language: string): Promise<void>;
  /** How fast the tutor answered since this page was opened; null before the first spoken turn. */
  turnTimes(): Promise<TurnTimes | null>;
}
