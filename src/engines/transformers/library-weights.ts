import { env, LogLevel } from '@huggingface/transformers';
import type { ModelEntry } from '../../contracts/catalog.ts';
import type { WeightsSource } from '../../model-store/weights-source.ts';

/** Where transformers.js thinks the weights are; every request is answered by `weights` instead. */
const LOCAL_PATH = '/models/';

/**
 * Points transformers.js at `weights` alone: no cache of its own, no network of its own. What
 * `weights` throws is gathered in the list that is returned, because the library turns it into a
 * message of its own; ours says what to do. `onRead` hears of every file that is opened.
 */
export function readLibraryFrom(
  weights: WeightsSource,
  entry: ModelEntry,
  signal: AbortSignal,
  onRead: (path: string) => void = () => {},
): readonly unknown[] {
  const problems: unknown[] = [];
  // Beside an error it would print what the model was given: what a learner said, as numbers.
  env.logLevel = LogLevel.NONE;
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
      const response = await weights.open(entry.id, path, signal);
      if (response.ok) onRead(path);
      return response;
    } catch (error) {
      problems.push(error);
      throw error;
    }
  };
  return problems;
}
