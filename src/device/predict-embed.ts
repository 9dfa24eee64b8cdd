import type { ModelEntry } from '../contracts/catalog.ts';
import type { EngineSetup, SpeedFigures } from '../contracts/route.ts';
import type { DeviceProfile } from './device-profile.ts';
import costs from './engine-costs.json' with { type: 'json' };
import { runMs } from './run-work.ts';
import {
  attentionM,
  callRuns,
  dtypeOf,
  feedForwardM,
  libraryRuns,
  operatorsOf,
  otherGflop,
  stackOf,
} from './shape-sums.ts';

/** Time for the vector of one sentence. */
export function predictEmbed(
  entry: ModelEntry,
  setup: Omit<EngineSetup, 'modelId'>,
  profile: DeviceProfile,
): SpeedFigures | null {
  const stack = stackOf(entry.shape);
  const dtype = dtypeOf(entry, setup.variant, 'model');
  if (!stack || dtype === null) return null;
  const { layers } = stack;
  const rows = costs.sentenceTokens;
  const firstMs = runMs(
    {
      dtype,
      weightsM: layers * (attentionM(stack) + feedForwardM(stack, false)),
      rows,
      otherGflop: layers * otherGflop(stack, rows, rows),
      operators: operatorsOf(entry, 'decoder', layers, setup.runtime),
      tensors: 3,
      libraryRuns: libraryRuns(entry, setup.runtime) + callRuns(entry, setup.runtime),
    },
    setup.runtime,
    profile,
  );
  return firstMs === null ? null : { firstMs };
}
