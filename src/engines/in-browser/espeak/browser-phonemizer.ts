import { createEspeakCall, type EspeakCall } from './espeak-call.ts';
import { entriesFor } from './espeak-voices.ts';

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
  /** Lets go of the worker; the next call takes one again. */
  stop(): void;
}

/** espeak-ng as a phonemizer, in a worker of its own: its GPL code meets no other code. */
export function createBrowserPhonemizer(worker: EspeakCall = createEspeakCall()): Phonemizer {
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
