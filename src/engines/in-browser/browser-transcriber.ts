import type { ModelEntry } from '../../contracts/catalog.ts';
import { SPEECH_RATE_HZ, type CandidateFit, type Transcriber } from '../../contracts/engine.ts';
import { collectFrames } from '../collect-frames.ts';
import { startModelWorker } from './model-jobs.ts';
import { guardTranscript, isSilent, loudnessOf } from './transcript-guards.ts';
import type { LoadedModel } from './model-slot.ts';
import { createRestingCall } from './resting-call.ts';
import type { TranscribeRequest, TranscribeResult } from './transcribe-protocol.ts';
import type { WorkerLike } from '../../base/worker/worker-call.ts';

export interface BrowserTranscriberOptions {
  readonly entry: ModelEntry;
  readonly startWorker?: () => WorkerLike;
}

/** A transcriber in a worker of this browser. */
export interface BrowserTranscriber extends Transcriber {
  /** What runs and how long it took to load; null before `warmUp`. */
  readonly loaded: LoadedModel | null;
}

/** Whisper or Moonshine, by catalog entry, on whole utterances; weights come out of the store. */
export function createBrowserTranscriber({
  entry,
  startWorker = () => startModelWorker('transcribe'),
}: BrowserTranscriberOptions): BrowserTranscriber {
  let loaded: LoadedModel | null = null;
  const rested = () => (loaded = null);
  const worker = createRestingCall<TranscribeRequest, never, TranscribeResult>(startWorker, rested);

  async function load(signal: AbortSignal): Promise<void> {
    const result = await worker.call({ type: 'load', entry }, {}, signal);
    if (result.type === 'loaded') loaded = result.loaded;
  }

  async function run(
    samples: Float32Array<ArrayBuffer>,
    language: string,
    signal: AbortSignal,
  ): Promise<Extract<TranscribeResult, { type: 'heard' }>> {
    if (!loaded) await load(signal);
    const request = { type: 'run', entry, samples, language } as const;
    const result = await worker.call(request, { transfer: [samples.buffer] }, signal);
    if (result.type !== 'heard') throw new Error('The worker answered another question.');
    return result;
  }

  /** Undefined where nothing is asked, or a newer utterance took the place of this one. */
  async function fitOf(
    utterance: number,
    texts: readonly string[],
    signal: AbortSignal,
  ): Promise<CandidateFit | undefined> {
    const limits = entry.listening?.limits;
    // Figures whose meaning nobody measured would only cost time.
    if (texts.length === 0 || !limits) return undefined;
    const result = await worker.call({ type: 'fit', utterance, texts }, {}, signal);
    return result.type === 'fitted' && result.fit ? { ...result.fit, limits } : undefined;
  }

  return {
    id: `browser-transcribe/${entry.id}`,
    live: false,
    languages: entry.languages.length === 0 ? 'any' : entry.languages,
    get loaded() {
      return loaded;
    },
    async warmUp(onProgress, signal) {
      await load(signal);
      // The store fetches; nothing but reading from disk happens here.
      onProgress({ loadedBytes: 0, totalBytes: 0 });
    },
    dispose() {
      worker.stop();
      return Promise.resolve();
    },
    async *transcribe(audio, { language, vocabulary, candidates }, signal) {
      const samples = await collectFrames(audio, signal);
      const loudness = loudnessOf(samples);
      const durationMs = (samples.length / SPEECH_RATE_HZ) * 1000;
      // The model is not asked about silence: it would answer.
      if (isSilent(loudness)) {
        yield { text: '', final: true, language, doubt: 'silence' };
        return;
      }
      const { heard, utterance } = await run(samples, language, signal);
      const texts = candidates?.(heard.text) ?? [];
      const fit = await fitOf(utterance, texts, signal);
      const { averageLogProbability, runaway } = heard;
      const guarded = guardTranscript(
        { text: heard.text, final: true, language },
        {
          loudness,
          durationMs,
          averageLogProbability,
          runaway,
          vocabulary: [...(vocabulary ?? []), ...texts],
          calibration: entry.listening?.confidence,
        },
      );
      yield fit ? { ...guarded, fit } : guarded;
    },
  };
}
