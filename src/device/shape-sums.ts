import type { ModelEntry, ModelShape } from '../contracts/catalog.ts';
import type { EngineSetup } from '../contracts/route.ts';
import costs from './engine-costs.json' with { type: 'json' };

/** The build of a stack of layers with every number there; null where the catalog lacks one. */
export interface StackShape {
  readonly layers: number;
  /** How many of them attend; the others mix by a gated short convolution. */
  readonly attentionLayers: number;
  readonly hidden: number;
  readonly ffn: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headSize: number;
  readonly vocabulary: number;
}

/** The decoder, or the only stack. */
export function stackOf(shape: ModelShape | undefined): StackShape | null {
  if (!shape?.layers || !shape.hiddenSize || !shape.heads) return null;
  const { layers, hiddenSize: hidden, heads } = shape;
  return {
    layers,
    attentionLayers: shape.attentionLayers ?? layers,
    hidden,
    ffn: shape.ffnSize ?? 4 * hidden,
    heads,
    kvHeads: shape.kvHeads ?? heads,
    headSize: shape.headSize ?? hidden / heads,
    vocabulary: shape.vocabulary ?? 0,
  };
}

/** Weights of one layer's attention (query, key, value, output), in millions. */
export const attentionM = ({ hidden, heads, kvHeads, headSize }: StackShape) =>
  (2 * hidden * headSize * (heads + kvHeads)) / 1e6;

/** Weights of one gated short convolution: three ways in, one out; the kernel itself is nothing. */
const shortConvolutionM = ({ hidden }: StackShape) => (4 * hidden ** 2) / 1e6;

/** Weights of all layers of a decoder with gated feed-forward parts, in millions. */
export const decoderLayersM = (stack: StackShape) =>
  stack.attentionLayers * attentionM(stack) +
  (stack.layers - stack.attentionLayers) * shortConvolutionM(stack) +
  stack.layers * feedForwardM(stack, true);

/** Weights of one layer's feed-forward part; `gated` ones have three matrices instead of two. */
export const feedForwardM = ({ hidden, ffn }: StackShape, gated: boolean) =>
  ((gated ? 3 : 2) * hidden * ffn) / 1e6;

/** Weights of the output layer, in millions. */
export const headM = ({ hidden, vocabulary }: StackShape) => (hidden * vocabulary) / 1e6;

/**
 * Work of one layer beside its weights, 10⁹ operations: attention between `rows` queries and `keys`
 * keys, and what is done to every number of the activations and scores in passes over them.
 */
export function otherGflop(stack: StackShape, rows: number, keys: number): number {
  const { heads, headSize, hidden, ffn } = stack;
  const { perHidden, perFfn, perScore, flops } = costs.elementwise;
  const attention = 4 * heads * headSize * rows * keys;
  const passes = rows * (perHidden * hidden + perFfn * ffn + perScore * heads * keys);
  return (attention + passes * flops) / 1e9;
}

/** Operators of a graph: as counted, else by layers. */
export function operatorsOf(
  entry: ModelEntry,
  part: 'encoder' | 'decoder',
  layers: number,
  runtime: EngineSetup['runtime'],
): number {
  const counted = entry.shape?.operators?.[part];
  // A graph's nodes are what the processor runs; kernels on a chip are fused, so by layers.
  if (counted && runtime === 'wasm') return counted;
  const perLayer = costs.operatorsPerLayer[entry.engine === 'web-llm' ? 'web-llm' : runtime];
  return layers * perLayer + costs.operatorsBesidesLayers;
}

/** What the library adds to each run, in bare runs. */
export function libraryRuns(entry: ModelEntry, runtime: EngineSetup['runtime']): number {
  return costs.librarySteps[entry.engine === 'web-llm' ? 'web-llm' : runtime];
}

/** What stands around a call: messages to the worker and back, words into tokens. In bare runs. */
export function callRuns(entry: ModelEntry, runtime: EngineSetup['runtime']): number {
  return costs.callRuns[entry.engine === 'web-llm' ? 'web-llm' : runtime];
}

/** The number format of one file of a variant: `encoder_model`, `decoder_model_merged`, `model`. */
export function dtypeOf(entry: ModelEntry, variant: string, file: string): string | null {
  const dtype = entry.variants.find(({ name }) => name === variant)?.dtype;
  if (dtype === undefined) return null;
  return typeof dtype === 'string' ? dtype : (dtype[file] ?? Object.values(dtype)[0] ?? null);
}
