import {
  env,
  InterruptableStoppingCriteria,
  LogitsProcessorList,
  pipeline,
  type AutomaticSpeechRecognitionPipeline,
} from '@huggingface/transformers';
import type { ModelEntry } from '../../contracts/catalog.ts';
import { SPEECH_RATE_HZ } from '../../contracts/engine.ts';
import type { WeightsSource } from '../../model-store/weights-source.ts';
import type { RunPlan } from './choose-variant.ts';
import { ChosenTokens } from './chosen-tokens.ts';
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

/** Where transformers.js thinks the weights are; every request is answered by `weights` instead. */
const LOCAL_PATH = '/models/';

/** An abort is heard no later than this; more often would cost more than it brings. */
const BREATH_EVERY_MS = 8;

/**
 * Lets waiting messages in. ONNX Runtime on WASM answers within the same task, so without this a
 * whole utterance would be decoded before an abort could be heard.
 */
function createBreath(): () => Promise<void> {
  const { port1, port2 } = new MessageChannel();
  let lastMs = performance.now();
  return async () => {
    if (performance.now() - lastMs < BREATH_EVERY_MS) return;
    await new Promise<void>((resolve) => {
      port1.onmessage = () => resolve();
      port2.postMessage(null);
    });
    lastMs = performance.now();
  };
}

interface Session {
  run(...inputs: unknown[]): Promise<unknown>;
}

function breatheBetweenRuns(asr: AutomaticSpeechRecognitionPipeline): void {
  const breath = createBreath();
  for (const session of Object.values(asr.model.sessions) as Session[]) {
    const run = session.run.bind(session);
    session.run = async (...inputs) => {
      await breath();
      return run(...inputs);
    };
  }
}

/** Points the library at `weights` alone: no cache of its own, no network of its own. */
function readFrom(weights: WeightsSource, entry: ModelEntry, signal: AbortSignal) {
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
      // The library turns this into a message of its own; ours says what to do.
      problems.push(error);
      throw error;
    }
  };
  return problems;
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
): Promise<Recognizer> {
  const problems = readFrom(weights, entry, signal);
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
  breatheBetweenRuns(asr);

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
