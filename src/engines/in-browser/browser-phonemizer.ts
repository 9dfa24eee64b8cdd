import { entriesFor } from './espeak-voices.ts';
import type { EspeakPart, EspeakRequest, EspeakResult } from './espeak-protocol.ts';
import { startEspeakWorker } from './start-espeak-worker.ts';
import { createWorkerCall, type WorkerLike } from './worker-call.ts';

/** Turns words into sounds, for voices that read sounds. */
export interface Phonemizer {
  /**
   * IPA of each text: words apart by spaces, the sounds of a word by `_`, punctuation kept.
   * Rejects with `voice-missing` for a language (BCP 47) that is not known.
   */
  phonemize(
    texts: readonly string[],
    language: string,
    signal: AbortSignal,
  ): Promise<readonly string[]>;
  /** Ends the worker; the next call starts another. */
  stop(): void;
}

/** espeak-ng as a phonemizer, in a worker of its own: its GPL code meets no other code. */
export function createBrowserPhonemizer(
  startWorker: () => WorkerLike = startEspeakWorker,
): Phonemizer {
  const worker = createWorkerCall<EspeakRequest, EspeakPart, EspeakResult>(startWorker);
  return {
    async phonemize(texts, language, signal) {
      const [entry] = entriesFor(language);
      const { file, voice } = entry ?? { file: 'base', voice: language };
      const request = { pieces: texts, file, voice, rate: 1, phonemes: true };
      return (await worker.call(request, {}, signal)) ?? [];
    },
    stop: () => worker.stop(),
  };
}
