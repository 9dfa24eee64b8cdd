import type { ModelEntry } from '../../contracts/catalog.ts';
import type { TextFit } from '../../contracts/engine.ts';
import type { RawTranscript } from '../transformers/recognizer.ts';
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
    }
  /** How well texts fit the utterance of a `run`, by its number. */
  | { readonly type: 'fit'; readonly utterance: number; readonly texts: readonly string[] };

export type TranscribeResult =
  | { readonly type: 'loaded'; readonly loaded: LoadedModel }
  | { readonly type: 'heard'; readonly heard: RawTranscript; readonly utterance: number }
  /** Null where that utterance is no longer kept. */
  | {
      readonly type: 'fitted';
      readonly fit: { readonly heard: TextFit; readonly candidates: readonly TextFit[] } | null;
    };
