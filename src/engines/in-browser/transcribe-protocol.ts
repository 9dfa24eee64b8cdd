import type { ModelEntry } from '../../contracts/catalog.ts';
import type { LoadProgress } from '../../contracts/engine.ts';

/** Which weights to use, and whether the person asked to fetch them from the public hub. */
export interface ModelChoice {
  readonly entry: ModelEntry;
  readonly fromHub: boolean;
}

export type TranscribeRequest =
  /** Loads the model and runs it once on silence; at once when it is loaded. */
  | { readonly type: 'load'; readonly model: ModelChoice }
  /** `samples`: 16 kHz mono, -1..1. A newer `run` stops an older one. */
  | {
      readonly type: 'run';
      readonly model: ModelChoice;
      readonly samples: Float32Array;
      readonly language: string;
    };

/** Sent while weights come in. */
export type TranscribePart = LoadProgress;

export type TranscribeResult =
  | { readonly type: 'loaded'; readonly loaded: LoadedModel }
  | { readonly type: 'heard'; readonly heard: RawTranscript };

/** What runs, for the flight recorder. */
export interface LoadedModel {
  readonly device: 'webgpu' | 'wasm' | 'cpu';
  readonly variant: string;
  readonly threads: number;
  /** Weights into memory, and the warm-up run. */
  readonly loadMs: number;
}

/** What the model said, before any guard. */
export interface RawTranscript {
  readonly text: string;
  /** Mean of the natural logarithm of each chosen token's probability; absent when none was made. */
  readonly averageLogProbability?: number;
  readonly runMs: number;
}
