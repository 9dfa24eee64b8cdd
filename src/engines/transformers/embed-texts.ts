import type { FeatureExtractionPipeline, Tensor } from '@huggingface/transformers';
import type { ModelEntry } from '../../contracts/catalog.ts';

/** Texts at a time: enough to keep a processor busy, few enough to be stopped soon. */
const BATCH = 8;

/** Batches of texts of like length, as places in `texts`: each costs as much as its longest. */
export function batchesByLength(texts: readonly string[], size: number): number[][] {
  const places = [...texts.keys()].sort((a, b) => texts[a]!.length - texts[b]!.length);
  return Array.from({ length: Math.ceil(places.length / size) }, (_, index) =>
    places.slice(index * size, (index + 1) * size),
  );
}

export type Pooling = NonNullable<ModelEntry['pooling']>;

/** How a model was trained to be asked. */
export interface EmbeddingHabits {
  /** Stands before every text. */
  readonly textPrefix?: string | undefined;
  /** How the vectors of tokens become the vector of a text; their mean where nothing is said. */
  readonly pooling?: Pooling | undefined;
}

/** A text as the model wants it; one that already begins so stays as it is. */
const asTrained = (text: string, { textPrefix = '' }: EmbeddingHabits) =>
  text.startsWith(textPrefix) ? text : textPrefix + text;

/**
 * One vector of unit length per text, in order: in the page's worker and in the companion's. Between
 * batches `breath` lets in what waits, and `signal` is looked at; rejects with its reason.
 */
export async function embedTexts(
  extract: FeatureExtractionPipeline,
  habits: EmbeddingHabits,
  texts: readonly string[],
  breath: () => Promise<void>,
  signal: AbortSignal,
): Promise<Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (const places of batchesByLength(texts, BATCH)) {
    await breath();
    signal.throwIfAborted();
    const batch = places.map((place) => asTrained(texts[place]!, habits));
    const tensor = await extract(batch, { pooling: habits.pooling ?? 'mean', normalize: true });
    const size = tensor.dims.at(-1) ?? 0;
    const data = tensor.data as Float32Array;
    for (const [index, place] of places.entries())
      vectors[place] = data.slice(index * size, (index + 1) * size);
    tensor.dispose();
  }
  signal.throwIfAborted();
  return vectors;
}

/** Tokens that the model reads of these texts, what every text begins and ends with included. */
export function countTokens(
  extract: FeatureExtractionPipeline,
  habits: EmbeddingHabits,
  texts: readonly string[],
): number {
  const options = { truncation: true };
  return texts.reduce((sum, text) => {
    const { input_ids: ids } = extract.tokenizer(asTrained(text, habits), options) as {
      input_ids: Tensor;
    };
    return sum + ids.size;
  }, 0);
}
