import type { ModelEntry } from '../../contracts/catalog.ts';
import type { LoadedModel } from './model-slot.ts';

export type TranscribeRequest =
  /** Loads the model out of the store and runs it once on silence; at once when it is loaded. */
  | { readonly type: 'load'; readonly entry: ModelEntry }
  /** `samples`: 16 kHz mono, -1..1. A newer `run` stops an older one. */
  | {
      readonly type: 'run';
      readonly entry: ModelEntry;
      readonly samples: Float32Array;
      readonly language: string;
    };

export type TranscribeResult =
  | { readonly type: 'loaded'; readonly loaded: LoadedModel }
  | { readonly type: 'heard'; readonly heard: RawTranscript };

/** What the model said, before any guard. */
export interface RawTranscript {
  readonly text: string;
  /** Mean of the natural logarithm of each chosen token's probability; absent when none was made. */
  readonly averageLogProbability?: number;
  readonly runMs: number;
}
