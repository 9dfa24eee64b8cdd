import type { ModelEntry } from '../../../contracts/catalog.ts';
import type { WeightsSource } from '../../../model-store/weights-source.ts';
import type { RunPlan } from '../choose-variant.ts';
import type { SpokenPiece } from '../speak-protocol.ts';

export type CatalogVoice = NonNullable<ModelEntry['voices']>[number];

/** Sound as a model gave it: mono, of any loudness, with whatever silence around it. */
export interface RawSpeech {
  readonly samples: Float32Array;
  readonly sampleRateHz: number;
}

/** A voice in memory. For a worker: its work blocks. */
export interface VoiceModel {
  /** `rate`: 0.5..2, where 1 is the voice's own pace. One piece at a time. */
  speak(piece: SpokenPiece, voice: CatalogVoice, rate: number): Promise<RawSpeech>;
  dispose(): Promise<unknown>;
}

/** Loads one family of voices; `onRead` is told the path of every file it opens. */
export type LoadVoice = (
  entry: ModelEntry,
  plan: RunPlan,
  weights: WeightsSource,
  signal: AbortSignal,
  onRead?: (path: string) => void,
) => Promise<VoiceModel>;
