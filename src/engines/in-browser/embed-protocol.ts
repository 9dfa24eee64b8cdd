import type { LoadProgress } from '../../contracts/engine.ts';
import type { LoadedModel, ModelTarget } from './model-slot.ts';

export type EmbedRequest =
  /** Loads the model out of the store and runs it once; at once when it is loaded. */
  | (ModelTarget & { readonly type: 'load' })
  | (ModelTarget & { readonly type: 'embed'; readonly texts: readonly string[] });

export interface EmbedResult {
  readonly loaded: LoadedModel;
  /** One of unit length per text, in order; none after a load. */
  readonly vectors: readonly Float32Array[];
}

/** How far a load has come. */
export type EmbedPart = LoadProgress;
