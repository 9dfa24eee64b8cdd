import type { LoadProgress } from '../../contracts/engine.ts';
import type { LoadedModel, ModelTarget } from './model-slot.ts';

/** What is to be said, once as words and, for voices that read sounds, as phonemes. */
export interface SpokenPiece {
  /** Plain words: no digit, sign or abbreviation that a voice could stumble over. */
  readonly text: string;
  /** IPA of espeak-ng: words apart by spaces, the sounds of a word by `_`, punctuation kept. */
  readonly phonemes?: string;
}

export type SpeakRequest =
  /** Loads the voice out of the store and lets it speak once to nobody; at once when it is loaded. */
  | (ModelTarget & { readonly type: 'load' })
  /** Each piece comes back as one part, in order. */
  | (ModelTarget & {
      readonly type: 'run';
      /** Id of one of the entry's voices. */
      readonly voice: string;
      /** 0.5..2. */
      readonly rate: number;
      readonly pieces: readonly SpokenPiece[];
    });

/** The sound of one piece: mono, -1..1, trimmed. `index` is its place in `pieces`. */
export interface PieceSound {
  readonly index: number;
  readonly samples: Float32Array<ArrayBuffer>;
  readonly sampleRateHz: number;
  readonly runMs: number;
}

/** How far a load has come, or the sound of a piece. */
export type SpeakPart =
  ({ readonly kind: 'loading' } & LoadProgress) | ({ readonly kind: 'sound' } & PieceSound);

export interface SpeakResult {
  readonly loaded: LoadedModel;
}
