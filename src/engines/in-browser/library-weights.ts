import { env } from '@huggingface/transformers';
import type { ModelEntry } from '../../contracts/catalog.ts';
import type { WeightsSource } from '../../model-store/weights-source.ts';

/** Where transformers.js thinks the weights are; every request is answered by `weights` instead. */
const LOCAL_PATH = '/models/';

/**
 * Points transformers.js at `weights` alone: no cache of its own, no network of its own. What
 * `weights` throws is gathered in the list that is returned, because the library turns it into a
 * message of its own; ours says what to do.
 */
export function readLibraryFrom(
  weights: WeightsSource,
  entry: ModelEntry,
  signal: AbortSignal,
): readonly unknown[] {
  const problems: unknown[] = [];
  env.allowLocalModels = true;
  env.allowRemoteModels = false;
  env.localModelPath = LOCAL_PATH;
  env.useFS = false;
  env.useFSCache = false;
  env.useBrowserCache = false;
  env.useWasmCache = false;
  env.fetch = async (address) => {
    const path = String(address).slice(`${LOCAL_PATH}${entry.id}/`.length);
    try {
      return await weights.open(entry.id, path, signal);
    } catch (error) {
      problems.push(error);
      throw error;
    }
  };
  return problems;
}
