import { primaryLanguage } from '../../base/primary-language.ts';
import { linkedAbort } from '../../base/linked-abort.ts';
import { readWav, type Sound } from '../../base/wav.ts';
import type { SampledSpeech, SynthesizeOptions, Synthesizer } from '../../contracts/engine.ts';
import { splitSpeech } from '../split-speech.ts';
import { askTarget, type HttpAnswer } from './http-answer.ts';
import { httpError } from './http-errors.ts';
import { hostOf, type HttpTarget } from './http-target.ts';
import { refusalError } from './refusal.ts';
import { createWarmUp } from './warm-up.ts';

/** A request is one sentence, or a part of a long one: the sooner the first is heard. */
const MAX_CHARACTERS = 240;
/** What the dialect calls a voice that nobody chose; the companion puts its own in its place. */
const ANY_VOICE = 'alloy';

/**
 * A voice behind an address of the OpenAI dialect, sentence by sentence: while one is heard, the
 * next is made.
 */
export function createHttpSynthesizer(target: HttpTarget): Synthesizer {
  const prefix = `${target.id}/`;

  /** `loading`: nobody waits to hear it, and the voice may have to be loaded. */
  async function speak(
    text: string,
    { rate, voice }: SynthesizeOptions,
    loading: boolean,
    signal: AbortSignal,
  ): Promise<Sound> {
    const body = {
      model: target.model,
      input: text,
      voice: voice?.startsWith(prefix) ? voice.slice(prefix.length) : ANY_VOICE,
      speed: Math.min(2, Math.max(0.5, rate)),
      // Names its own rate and needs no decoder; streams as well as bare samples do.
      response_format: 'wav',
    };
    const answer = await askTarget(
      target,
      { service: 'audio/speech', body, whole: loading },
      signal,
    );
    try {
      if (/^application\/json\b/i.test(answer.headers.get('content-type') ?? '')) {
        throw refusalError(hostOf(target), 200, await answer.json(), answer.headers);
      }
      const sound = readWav(await allOf(answer));
      if (!sound) throw httpError('unreadable', hostOf(target));
      // Headers alone are what is left of an answer that broke off in a proxy.
      if (sound.samples.length === 0) throw httpError('cut', hostOf(target));
      return sound;
    } finally {
      answer.close();
    }
  }

  return {
    id: target.id,
    warmUp: createWarmUp((signal) => speak('a', { language: '', rate: 1 }, true, signal)),
    dispose: () => Promise.resolve(),
    voices(language) {
      const primary = primaryLanguage(language);
      const speaks = target.languages === undefined || target.languages.includes(primary);
      const voice = { id: prefix + ANY_VOICE, name: target.model, language };
      return Promise.resolve(speaks ? [voice] : []);
    },
    async *synthesize(text, options, signal): AsyncGenerator<SampledSpeech> {
      const pieces = splitSpeech(text, MAX_CHARACTERS);
      // Leaving the loop early must end the request for the next piece, too.
      const leaving = linkedAbort(signal);
      const begin = (piece: string | undefined) => {
        const sound =
          piece === undefined ? undefined : speak(piece, options, false, leaving.signal);
        // Thrown when its turn comes; until then it must not count as unhandled.
        sound?.catch(() => {});
        return sound;
      };
      try {
        let next = begin(pieces[0]);
        for (const [index, piece] of pieces.entries()) {
          const sound = await next;
          signal.throwIfAborted();
          if (!sound) return;
          next = begin(pieces[index + 1]);
          yield { kind: 'samples', text: piece, ...sound };
        }
      } finally {
        leaving.abort();
      }
    },
  };
}

async function allOf(answer: HttpAnswer): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of answer.bytes()) {
    answer.patience.alive();
    pieces.push(piece);
    size += piece.length;
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
