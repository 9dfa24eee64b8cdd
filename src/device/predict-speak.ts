import type { ModelEntry } from '../contracts/catalog.ts';
import type { EngineSetup, SpeedFigures } from '../contracts/route.ts';
import type { DeviceProfile } from './device-profile.ts';
import costs from './engine-costs.json' with { type: 'json' };
import { runMs } from './run-work.ts';
import { callRuns, dtypeOf, libraryRuns } from './shape-sums.ts';

/**
 * To the first sound of a short sentence, and work per second of sound. Synthesizers are mostly
 * convolution, so their work stands in the catalog per second of sound.
 */
export function predictSpeak(
  entry: ModelEntry,
  setup: Omit<EngineSetup, 'modelId'>,
  profile: DeviceProfile,
): SpeedFigures | null {
  const { shape } = entry;
  const dtype = dtypeOf(entry, setup.variant, 'model');
  if (shape?.gflopPerSecond === undefined || dtype === null) return null;
  const seconds = costs.spokenSentenceSeconds;
  const firstMs = runMs(
    {
      dtype,
      weightsM: shape.parametersM,
      rows: 1,
      otherGflop: shape.gflopPerSecond * seconds,
      operators: shape.operators?.decoder ?? costs.synthesizerOperators,
      tensors: 1,
      libraryRuns: libraryRuns(entry, setup.runtime) + callRuns(entry, setup.runtime),
    },
    setup.runtime,
    profile,
  );
  return firstMs === null ? null : { firstMs, realTimeFactor: firstMs / 1000 / seconds };
}
