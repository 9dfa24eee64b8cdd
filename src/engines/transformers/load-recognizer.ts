import { pipeline, type AutomaticSpeechRecognitionPipeline } from '@huggingface/transformers';
import type { ModelEntry } from '../../contracts/catalog.ts';
import { SPEECH_RATE_HZ } from '../../contracts/engine.ts';
import type { WeightsSource } from '../../model-store/weights-source.ts';
import { createRecognizer, type Recognizer } from './recognizer.ts';
import { breatheBetweenRuns } from './breath.ts';
import type { RunPlan } from '../in-browser/choose-variant.ts';
import { readLibraryFrom } from './library-weights.ts';

/**
 * Loads `entry` as `plan` says and runs it once on silence. Rejects with the first error that
 * `weights` gave, else with the library's.
 */
export async function loadRecognizer(
  entry: ModelEntry,
  plan: RunPlan,
  weights: WeightsSource,
  signal: AbortSignal,
  onRead?: (path: string) => void,
): Promise<Recognizer> {
  const problems = readLibraryFrom(weights, entry, signal, onRead);
  // The runtime's own optimising makes Moonshine slower to open and no faster (Whisper it does help).
  const asItIs = plan.device === 'wasm' && entry.family === 'moonshine';
  let asr: AutomaticSpeechRecognitionPipeline;
  try {
    asr = await pipeline('automatic-speech-recognition', entry.id, {
      device: plan.device,
      dtype: plan.variant.dtype as 'q8',
      ...(asItIs ? { session_options: { graphOptimizationLevel: 'disabled' } } : {}),
    });
  } catch (error) {
    signal.throwIfAborted();
    throw problems[0] ?? error;
  }
  breatheBetweenRuns(asr.model);
  const recognizer = createRecognizer(asr, entry);
  await recognizer.run(new Float32Array(SPEECH_RATE_HZ), entry.languages[0] ?? 'en', signal);
  return recognizer;
}
