import type { ModelEntry } from '../../../contracts/catalog.ts';
import type { WeightsSource } from '../../../model-store/weights-source.ts';

/** One whole file of a model. Rejects where the model has no such file. */
export async function readWeights(
  weights: WeightsSource,
  entry: ModelEntry,
  path: string,
  signal: AbortSignal,
): Promise<ArrayBuffer> {
  const response = await weights.open(entry.id, path, signal);
  if (!response.ok) throw new Error(`${entry.id} has no ${path}.`);
  return response.arrayBuffer();
}
