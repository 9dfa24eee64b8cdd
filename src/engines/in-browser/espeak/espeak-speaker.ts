import { ParleyError } from '../../../base/parley-error.ts';
import {
  unpackInto,
  type EspeakModule,
  type EspeakVoice,
  type StartEspeak,
} from './espeak-module.ts';
import type { EspeakPart, EspeakRequest, WordMark } from './espeak-protocol.ts';
import { toPhonemes } from './to-phonemes.ts';

const WORDS_PER_MINUTE = 175;
const FULL_SCALE = 32_768;

/** Where the script and its data come from. */
export interface EspeakSource {
  script(): Promise<StartEspeak>;
  /** An archive by name, without `.bin`. */
  data(file: string, signal: AbortSignal): Promise<Uint8Array>;
}

export interface EspeakSpeaker {
  /** Makes the script and one dictionary ready; returns at once when they are. */
  load(file: string, signal: AbortSignal): Promise<void>;
  /** The sound of one piece of plain text. Synchronous work of a few milliseconds. */
  speak(text: string, request: EspeakRequest): Omit<EspeakPart, 'index'>;
  /** IPA: words apart by spaces, the sounds of a word by `_`, punctuation kept. Synchronous. */
  phonemize(text: string, request: EspeakRequest): string;
}

/**
 * espeak-ng reads SSML tags, entities and `[[phonemes]]`; our text is plain and is read as it
 * stands, so a space takes these their meaning.
 */
function plain(text: string): string {
  return text
    .replace(/<(?=[^\s\d=<])/g, '< ')
    .replace(/&(?=#?\w+;)/g, '& ')
    .replaceAll('[[', '[ [');
}

/** Runs espeak-ng on files that `source` gives. For a worker: its work blocks. */
export function createEspeakSpeaker(source: EspeakSource): EspeakSpeaker {
  let starting: Promise<EspeakModule> | null = null;
  let module: EspeakModule | null = null;
  let voice: EspeakVoice | null = null;
  const loaded = new Set<string>();

  async function start(signal: AbortSignal): Promise<EspeakModule> {
    const [startEspeak, base] = await Promise.all([source.script(), source.data('base', signal)]);
    loaded.add('base');
    return startEspeak({
      preRun: [(early) => unpackInto(early, base)],
      // It prints what it misses; a missing word is no news to a learner.
      print: () => {},
      printErr: () => {},
    });
  }

  function voiceOf(request: EspeakRequest): EspeakVoice {
    if (voice?.set_voice(request.voice, '', 0, 0, 0) === 0) return voice;
    throw new ParleyError(
      'voice-missing',
      'The voice for this language is not on this device.',
      'Choose another voice in the settings; the lesson can be read meanwhile.',
      { params: { language: request.voice } },
    );
  }

  return {
    async load(file, signal) {
      starting ??= start(signal);
      try {
        module = await starting;
      } catch (error) {
        starting = null;
        throw error;
      }
      if (!loaded.has(file)) {
        unpackInto(module, await source.data(file, signal));
        loaded.add(file);
      }
      voice ??= new module.eSpeakNGWorker();
    },
    speak(text, request) {
      const voice = voiceOf(request);
      voice.set_rate(Math.round(WORDS_PER_MINUTE * request.rate));
      const said = plain(text);
      const chunks: Int16Array[] = [];
      const words: WordMark[] = [];
      voice.synthesize(said, (sound, events) => {
        if (sound.length > 0) chunks.push(sound);
        for (const event of events) {
          const character = event.text_position - 1;
          // Numbers are several words at one place: the first one marks it.
          if (event.type === 'word' && character > (words.at(-1)?.character ?? -1)) {
            words.push({ atMs: event.audio_position, character });
          }
        }
        return false;
      });
      const samples = new Float32Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
      let at = 0;
      for (const chunk of chunks) {
        for (const sample of chunk) samples[at++] = sample / FULL_SCALE;
      }
      // Places in a text that had to be changed would point beside the words.
      return {
        samples,
        sampleRateHz: voice.get_samplerate(),
        words: said === text ? words : [],
      };
    },
    phonemize(text, request) {
      const voice = voiceOf(request);
      return toPhonemes(plain(text), (stretch) => {
        const { ptr } = voice.convert_to_phonemes(stretch, true);
        const memory = module?.HEAPU8 ?? new Uint8Array();
        return new TextDecoder().decode(memory.slice(ptr, memory.indexOf(0, ptr)));
      });
    },
  };
}
