import { pipeline, type FeatureExtractionPipeline } from '@huggingface/transformers';
import type { ModelEntry } from '../../contracts/catalog.ts';
import type { WeightsSource } from '../../model-store/weights-source.ts';
import { createBreath } from './breath.ts';
import { embedTexts } from './embed-texts.ts';
import type { RunPlan } from '../in-browser/choose-variant.ts';
import { asEngineError } from '../in-browser/engine-error.ts';
import { readLibraryFrom } from './library-weights.ts';

/** An embedding model in memory, for a worker. */
export interface TextEmbedder {
  /** One vector of unit length per text, in order. Rejects with the signal's reason soon after it fires. */
  embed(texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]>;
  dispose(): Promise<void>;
}

/** Loads `entry` as `plan` says and embeds one word, so that the first text is not the slowest. */
export async function loadTextEmbedder(
  entry: ModelEntry,
  plan: RunPlan,
  weights: WeightsSource,
  signal: AbortSignal,
  onRead?: (path: string) => void,
): Promise<TextEmbedder> {
  const problems = readLibraryFrom(weights, entry, signal, onRead);
  let extract: FeatureExtractionPipeline;
  try {
    extract = await pipeline('feature-extraction', entry.id, {
      device: plan.device,
      dtype: plan.variant.dtype as 'q8',
    });
  } catch (error) {
    signal.throwIfAborted();
    throw asEngineError(problems[0] ?? error, entry.name);
  }

  async function embed(texts: readonly string[], stop: AbortSignal): Promise<Float32Array[]> {
    try {
      return await embedTexts(extract, entry, texts, createBreath(), stop);
    } catch (error) {
      stop.throwIfAborted();
      throw asEngineError(error, entry.name);
    }
  }

  await embed(['a'], signal);
  return { embed, dispose: () => extract.dispose() };
}
