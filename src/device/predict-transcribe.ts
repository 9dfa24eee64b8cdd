import type { ModelEntry } from '../contracts/catalog.ts';
import type { EngineSetup, SpeedFigures } from '../contracts/route.ts';
import type { DeviceProfile } from './device-profile.ts';
import costs from './engine-costs.json' with { type: 'json' };
import { runMs, type RunWork } from './run-work.ts';
import {
  attentionM,
  callRuns,
  dtypeOf,
  feedForwardM,
  headM,
  libraryRuns,
  operatorsOf,
  otherGflop,
  stackOf,
} from './shape-sums.ts';

/** Whisper reads two frames of the spectrum for every position. */
const FRAMES_PER_POSITION = 2;
/** One frame's Fourier transform and mel filters, which the library does in JavaScript, in 10⁹. */
const SPECTRUM_GFLOP = 0.0012;

/**
 * From the end of an utterance of three seconds to its transcript. Whisper always encodes its whole
 * window; Moonshine only what was said.
 */
export function predictTranscribe(
  entry: ModelEntry,
  setup: Omit<EngineSetup, 'modelId'>,
  profile: DeviceProfile,
): SpeedFigures | null {
  const stack = stackOf(entry.shape);
  const encoderDtype = dtypeOf(entry, setup.variant, 'encoder_model');
  const decoderDtype = dtypeOf(entry, setup.variant, 'decoder_model_merged');
  if (!stack || !entry.shape?.encoderLayers || encoderDtype === null || decoderDtype === null) {
    return null;
  }
  const { encoderLayers, encoderPositions, positionsPerSecond = 0 } = entry.shape;
  const { melBins = 0 } = entry.shape;
  const { hidden, layers } = stack;
  const { runtime } = setup;
  const seconds = costs.utteranceSeconds;
  const positions = encoderPositions ?? Math.ceil(positionsPerSecond * seconds);
  const frames = melBins > 0 ? positions * FRAMES_PER_POSITION : 0;
  const stem = 6 * hidden * (melBins * frames + hidden * positions);
  const tokens = costs.utteranceTokens;
  const encoder: RunWork = {
    dtype: encoderDtype,
    weightsM: encoderLayers * (attentionM(stack) + feedForwardM(stack, false)),
    rows: positions,
    otherGflop:
      stem / 1e9 +
      frames * SPECTRUM_GFLOP +
      encoderLayers * otherGflop(stack, positions, positions),
    operators: operatorsOf(entry, 'encoder', encoderLayers, runtime),
    tensors: 1,
    libraryRuns: libraryRuns(entry, runtime) + callRuns(entry, runtime),
  };
  const crossM = attentionM(stack) / 2;
  const gated = positionsPerSecond > 0;
  const step: RunWork = {
    dtype: decoderDtype,
    weightsM: layers * (attentionM(stack) + crossM + feedForwardM(stack, gated)) + headM(stack),
    rows: 1,
    otherGflop: layers * otherGflop(stack, 1, positions + tokens),
    operators: operatorsOf(entry, 'decoder', layers, runtime),
    tensors: 4 * layers,
    libraryRuns: libraryRuns(entry, runtime),
  };
  /** Keys and values of what was heard, once. */
  const look: RunWork = { ...step, weightsM: layers * crossM, rows: positions, otherGflop: 0 };
  const parts = [encoder, look, step].map((work) => runMs(work, runtime, profile));
  const [encodeMs, lookMs, stepMs] = parts;
  if (encodeMs == null || lookMs == null || stepMs == null) return null;
  const firstMs = encodeMs + lookMs + stepMs * tokens;
  return { firstMs, realTimeFactor: firstMs / 1000 / seconds };
}
