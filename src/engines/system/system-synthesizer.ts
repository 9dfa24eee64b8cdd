import { primaryLanguage } from '../../base/primary-language.ts';
import { ParleyError } from '../../base/parley-error.ts';
import type { PlatformSpeech, Synthesizer, Voice } from '../../contracts/engine.ts';
import { splitSpeech } from '../split-speech.ts';
import { speakUtterance, type SpeechLike } from './speak-utterance.ts';

const ID = 'system-synthesizer';
/** Chrome on Windows goes silent some 15 s into an utterance; 200 characters take about 12 s. */
const MAX_CHARACTERS = 200;
/** Voices come late, with `voiceschanged`; where there are none it never fires. */
const VOICES_WAIT_MS = 1500;

/** The part of the page that is used, so that tests can give another. */
export interface SystemSpeech {
  readonly speech: SpeechLike;
  createUtterance(text: string): SpeechSynthesisUtterance;
}

/** The page's own; null where the browser has none. */
function pageSpeech(): SystemSpeech | null {
  if (!('speechSynthesis' in globalThis)) return null;
  return {
    speech: globalThis.speechSynthesis,
    createUtterance: (text) => new SpeechSynthesisUtterance(text),
  };
}

/** Android writes `en_US`. */
const tagOf = (voice: SpeechSynthesisVoice) => voice.lang.replace('_', '-');
const idOf = (voice: SpeechSynthesisVoice) => `${ID}/${voice.voiceURI}`;

async function voicesReady(speech: SpeechLike): Promise<void> {
  if (speech.getVoices().length > 0) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      speech.removeEventListener('voiceschanged', done);
      resolve();
    };
    const timer = setTimeout(done, VOICES_WAIT_MS);
    speech.addEventListener('voiceschanged', done);
  });
}

/**
 * The platform's voices, those alone that run on this device: what the tutor says is never sent
 * anywhere to be spoken. Gives no samples, so the speaker lets it play by itself.
 */
export function createSystemSynthesizer(page: SystemSpeech | null = pageSpeech()): Synthesizer {
  // Waited for once; where there is no voice, every line would wait again.
  let waited: Promise<void> | null = null;

  /** Voices on the device for a language, the same region and the default first. */
  async function localVoices(language: string): Promise<SpeechSynthesisVoice[]> {
    if (!page) return [];
    await (waited ??= voicesReady(page.speech));
    const wanted = language.toLowerCase();
    const rank = (voice: SpeechSynthesisVoice) =>
      Number(tagOf(voice).toLowerCase() === wanted) * 2 + Number(voice.default);
    return page.speech
      .getVoices()
      .filter(
        (voice) =>
          voice.localService && primaryLanguage(tagOf(voice)) === primaryLanguage(language),
      )
      .sort((a, b) => rank(b) - rank(a));
  }

  return {
    id: ID,
    async warmUp(_, signal) {
      if (page) await (waited ??= voicesReady(page.speech));
      signal.throwIfAborted();
      if (!page?.speech.getVoices().some(({ localService }) => localService))
        throw voiceMissing('');
    },
    dispose() {
      page?.speech.cancel();
      return Promise.resolve();
    },
    async voices(language): Promise<Voice[]> {
      const voices = await localVoices(language);
      return voices.map((voice) => ({ id: idOf(voice), name: voice.name, language: tagOf(voice) }));
    },
    async *synthesize(
      text,
      { language, rate, voice: wanted },
      signal,
    ): AsyncGenerator<PlatformSpeech> {
      const voices = await localVoices(language);
      signal.throwIfAborted();
      const voice = voices.find((candidate) => idOf(candidate) === wanted) ?? voices[0];
      if (!page || !voice) {
        throw voiceMissing(language);
      }
      for (const piece of splitSpeech(text, MAX_CHARACTERS)) {
        signal.throwIfAborted();
        yield {
          kind: 'platform',
          text: piece,
          play(onHeard, stop) {
            const utterance = page.createUtterance(piece);
            utterance.voice = voice;
            utterance.lang = tagOf(voice);
            utterance.rate = Math.min(2, Math.max(0.5, rate));
            return speakUtterance(page.speech, utterance, onHeard, stop);
          },
        };
      }
    },
  };
}

function voiceMissing(language: string): ParleyError {
  return new ParleyError(
    'voice-missing',
    'The voice for this language is not on this device.',
    'Choose another voice in the settings; the lesson can be read meanwhile.',
    { params: { language } },
  );
}
