import type { ModelEntry } from '../../contracts/catalog.ts';
import type { LoadedModel } from './model-slot.ts';

/** What is to be said, once as words and, for voices that read sounds, as phonemes. */
export interface SpokenPiece {
  /** Plain words: no digit, sign or abbreviation that a voice could stumble over. */
  readonly text: string;
  /** IPA of espeak-ng: words apart by spaces, the sounds of a word by `_`, punctuation kept. */
  readonly phonemes?: string;
}

export type SpeakRequest =
  /** Loads the model out of the store and speaks once to nobody; at once when it is loaded. */
  | { readonly type: 'load'; readonly entry: ModelEntry }
  /** Each piece comes back as one part, in order. Requests are served one after the other. */
  | {
      readonly type: 'run';
      readonly entry: ModelEntry;
      /** Id of one of the entry's voices. */
      readonly voice: string;
      /** 0.5..2. */
      readonly rate: number;
      readonly pieces: readonly SpokenPiece[];
    };

/** The sound of one piece: mono, -1..1, trimmed. `index` is its place in `pieces`. */
export interface SpeakPart {
  readonly index: number;
  readonly samples: Float32Array<ArrayBuffer>;
  readonly sampleRateHz: number;
  readonly runMs: number;
}

export type SpeakResult =
  { readonly type: 'loaded'; readonly loaded: LoadedModel } | { readonly type: 'spoken' };
