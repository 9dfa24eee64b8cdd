import type { ModelEntry } from '../contracts/catalog.ts';
import type { EngineSetup, SpeedFigures } from '../contracts/route.ts';
import type { DeviceProfile } from './device-profile.ts';
import costs from './engine-costs.json' with { type: 'json' };
import { runMs, type RunWork } from './run-work.ts';
import {
  callRuns,
  decoderLayersM,
  dtypeOf,
  headM,
  libraryRuns,
  operatorsOf,
  otherGflop,
  stackOf,
} from './shape-sums.ts';

/** Keys that a token in the middle of a lesson's conversation looks back at. */
const CONTEXT_TOKENS = 300;

/**
 * Time to the first token of a turn whose beginning was read ahead, and tokens per second after it.
 * Null where the device or the model is not known well enough.
 */
export function predictChat(
  entry: ModelEntry,
  setup: Omit<EngineSetup, 'modelId'>,
  profile: DeviceProfile,
): SpeedFigures | null {
  const stack = stackOf(entry.shape);
  const dtype = dtypeOf(entry, setup.variant, 'model');
  if (!stack || dtype === null) return null;
  const { layers } = stack;
  const { runtime } = setup;
  const layersM = decoderLayersM(stack);
  const work = (rows: number): RunWork => ({
    dtype,
    // The output layer gives one row only where the export cuts the others off; most do not.
    weightsM: layersM + headM(stack),
    rows,
    otherGflop: layers * otherGflop(stack, rows, CONTEXT_TOKENS),
    operators: operatorsOf(entry, 'decoder', layers, runtime),
    tensors: 2 * layers,
    libraryRuns: libraryRuns(entry, runtime),
  });
  const prompt = work(costs.turnPromptTokens);
  const call = { ...prompt, libraryRuns: prompt.libraryRuns + callRuns(entry, runtime) };
  const prefillMs = runMs(call, runtime, profile);
  const stepMs = runMs(work(1), runtime, profile);
  if (prefillMs === null || stepMs === null) return null;
  return { firstMs: prefillMs, tokensPerSecond: 1000 / stepMs };
}
