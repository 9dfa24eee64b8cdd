import type { ModelEntry } from '../../contracts/catalog.ts';
import { SPEECH_RATE_HZ, type Transcriber } from '../../contracts/engine.ts';
import { collectFrames } from '../collect-frames.ts';
import { guardTranscript, isSilent, loudnessOf } from './transcript-guards.ts';
import type { LoadedModel } from './model-slot.ts';
import type { RawTranscript, TranscribeRequest, TranscribeResult } from './transcribe-protocol.ts';
import { createWorkerCall, type WorkerLike } from './worker-call.ts';

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
  startWorker = startTranscribeWorker,
}: BrowserTranscriberOptions): BrowserTranscriber {
  const worker = createWorkerCall<TranscribeRequest, never, TranscribeResult>(startWorker);
  let loaded: LoadedModel | null = null;

  async function load(signal: AbortSignal): Promise<void> {
    const result = await worker.call({ type: 'load', entry }, {}, signal);
    if (result.type === 'loaded') loaded = result.loaded;
  }

  async function run(
    samples: Float32Array<ArrayBuffer>,
    language: string,
    signal: AbortSignal,
  ): Promise<RawTranscript> {
    if (!loaded) await load(signal);
    const request = { type: 'run', entry, samples, language } as const;
    const result = await worker.call(request, { transfer: [samples.buffer] }, signal);
    if (result.type !== 'heard') throw new Error('The worker answered another question.');
    return result.heard;
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
    async *transcribe(audio, { language, vocabulary }, signal) {
      const samples = await collectFrames(audio, signal);
      const loudness = loudnessOf(samples);
      const durationMs = (samples.length / SPEECH_RATE_HZ) * 1000;
      // The model is not asked about silence: it would answer.
      const heard = isSilent(loudness) ? { text: '' } : await run(samples, language, signal);
      const average = 'averageLogProbability' in heard ? heard.averageLogProbability : undefined;
      yield guardTranscript(
        { text: heard.text, final: true, language },
        { loudness, durationMs, averageLogProbability: average, vocabulary },
      );
    },
  };
}

function startTranscribeWorker(): Worker {
  return new Worker(new URL('./transcribe.worker.ts', import.meta.url), { type: 'module' });
}
