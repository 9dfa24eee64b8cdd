import { pipeline, type FeatureExtractionPipeline } from '@huggingface/transformers';
import type { ModelEntry } from '../../contracts/catalog.ts';
import type { WeightsSource } from '../../model-store/weights-source.ts';
import { createBreath } from './breath.ts';
import type { RunPlan } from '../in-browser/choose-variant.ts';
import { asEngineError } from '../in-browser/engine-error.ts';
import { readLibraryFrom } from './library-weights.ts';

/** An embedding model in memory, for a worker. */
export interface TextEmbedder {
  /** One vector of unit length per text, in order. Rejects with the signal's reason soon after it fires. */
  embed(texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]>;
  dispose(): Promise<void>;
}

/** Texts at a time: enough to keep a processor busy, few enough to be stopped soon. */
const BATCH = 8;

/** Batches of texts of like length, as places in `texts`: each costs as much as its longest. */
export function batchesByLength(texts: readonly string[], size: number): number[][] {
  const places = [...texts.keys()].sort((a, b) => texts[a]!.length - texts[b]!.length);
  return Array.from({ length: Math.ceil(places.length / size) }, (_, index) =>
    places.slice(index * size, (index + 1) * size),
  );
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
  const breath = createBreath();
  const prefix = entry.textPrefix ?? '';

  async function embed(texts: readonly string[], stop: AbortSignal): Promise<Float32Array[]> {
    const vectors: Float32Array[] = [];
    for (const places of batchesByLength(texts, BATCH)) {
      await breath();
      stop.throwIfAborted();
      const batch = places.map((place) => prefix + texts[place]!);
      const tensor = await extract(batch, { pooling: 'mean', normalize: true });
      const size = tensor.dims.at(-1) ?? 0;
      const data = tensor.data as Float32Array;
      for (const [index, place] of places.entries())
        vectors[place] = data.slice(index * size, (index + 1) * size);
      tensor.dispose();
    }
    stop.throwIfAborted();
    return vectors;
  }

  async function guarded(texts: readonly string[], stop: AbortSignal): Promise<Float32Array[]> {
    try {
      return await embed(texts, stop);
    } catch (error) {
      stop.throwIfAborted();
      throw asEngineError(error, entry.name);
    }
  }

  await guarded(['a'], signal);
  return { embed: guarded, dispose: () => extract.dispose() };
}
