import {
  InterruptableStoppingCriteria,
  LogitsProcessorList,
  pipeline,
  type AutomaticSpeechRecognitionPipeline,
} from '@huggingface/transformers';
import type { ModelEntry } from '../../contracts/catalog.ts';
import { SPEECH_RATE_HZ } from '../../contracts/engine.ts';
import type { WeightsSource } from '../../model-store/weights-source.ts';
import { breatheBetweenRuns } from './breath.ts';
import type { RunPlan } from './choose-variant.ts';
import { ChosenTokens } from './chosen-tokens.ts';
import { readLibraryFrom } from './library-weights.ts';
import { recognitionOptions } from './recognition-options.ts';
import type { RawTranscript } from './transcribe-protocol.ts';

/** A speech model in memory. For a worker: its work blocks between tokens. */
export interface Recognizer {
  readonly entry: ModelEntry;
  readonly plan: RunPlan;
  /** `samples`: 16 kHz mono. Rejects with the signal's reason soon after it fires. */
  run(samples: Float32Array, language: string, signal: AbortSignal): Promise<RawTranscript>;
  dispose(): Promise<void>;
}

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
  let asr: AutomaticSpeechRecognitionPipeline;
  try {
    asr = await pipeline('automatic-speech-recognition', entry.id, {
      device: plan.device,
      dtype: plan.variant.dtype as 'q8',
    });
  } catch (error) {
    signal.throwIfAborted();
    throw problems[0] ?? error;
  }
  breatheBetweenRuns(asr.model);

  async function run(samples: Float32Array, language: string, stop: AbortSignal) {
    const startMs = performance.now();
    const interrupt = new InterruptableStoppingCriteria();
    const onAbort = () => interrupt.interrupt();
    stop.addEventListener('abort', onAbort, { once: true });
    const chosen = new ChosenTokens();
    const processors = new LogitsProcessorList();
    processors.push(chosen);
    try {
      const heard = await asr(samples, {
        ...recognitionOptions(entry, samples.length, language),
        stopping_criteria: interrupt,
        logits_processor: processors,
      });
      stop.throwIfAborted();
      const average = chosen.averageLogProbability;
      return {
        text: heard.text.trim(),
        ...(average === undefined ? {} : { averageLogProbability: average }),
        runMs: performance.now() - startMs,
      };
    } finally {
      stop.removeEventListener('abort', onAbort);
    }
  }

  await run(new Float32Array(SPEECH_RATE_HZ), entry.languages[0] ?? 'en', signal);
  return { entry, plan, run, dispose: () => asr.dispose() };
}
