import { primaryLanguage } from '../../base/primary-language.ts';
import { ParleyError } from '../../base/parley-error.ts';
import { writeWav } from '../../base/wav.ts';
import {
  SPEECH_RATE_HZ,
  type CandidateFit,
  type TranscribeOptions,
  type Transcriber,
  type Transcript,
} from '../../contracts/engine.ts';
import { collectFrames } from '../collect-frames.ts';
import { guardTranscript, isSilent, loudnessOf } from '../in-browser/transcript-guards.ts';
import { askTarget } from './http-answer.ts';
import { httpError } from './http-errors.ts';
import { hostOf, type HttpTarget } from './http-target.ts';
import { readHeard, type Heard } from './read-heard.ts';
import { createWarmUp } from './warm-up.ts';

/** More of a hint than this is not read by speech models. */
const MAX_HINT_CHARACTERS = 400;

/**
 * Speech recognition behind an address of the OpenAI dialect, on whole utterances. Silence is
 * recognised here and never sent.
 */
export function createHttpTranscriber(target: HttpTarget): Transcriber {
  async function ask(form: FormData, signal: AbortSignal): Promise<Heard> {
    const service = 'audio/transcriptions';
    const answer = await askTarget(target, { service, body: form, whole: true }, signal);
    try {
      const heard = readHeard(await answer.json());
      if (!heard) throw httpError('unreadable', hostOf(target));
      return heard;
    } finally {
      answer.close();
    }
  }

  async function run(
    samples: Float32Array,
    options: TranscribeOptions,
    candidates: readonly string[] | null,
    signal: AbortSignal,
  ): Promise<Heard> {
    try {
      const form = formOf(target, samples, options, 'verbose_json');
      if (candidates) form.append('candidates', JSON.stringify(candidates));
      return await ask(form, signal);
    } catch (error) {
      // Some models of clouds know only the plain form, and refuse the other before they listen.
      const plain = error instanceof ParleyError && error.code === 'http-refused';
      if (!plain || signal.aborted) throw error;
      return ask(formOf(target, samples, options, 'json'), signal);
    }
  }

  /** Who said that it can measure candidates keeps what it heard last: the sound is not heard twice. */
  async function fitOf(
    samples: Float32Array,
    options: TranscribeOptions,
    texts: readonly string[],
    signal: AbortSignal,
  ): Promise<CandidateFit | undefined> {
    if (texts.length === 0) return undefined;
    const { fit } = await run(samples, options, texts, signal);
    const limits = target.listening?.limits;
    return fit?.candidates.length === texts.length
      ? { ...fit, ...(limits ? { limits } : {}) }
      : undefined;
  }

  return {
    id: target.id,
    live: false,
    languages: target.languages?.length ? target.languages : 'any',
    warmUp: createWarmUp((signal) =>
      run(
        new Float32Array(SPEECH_RATE_HZ),
        { language: target.languages?.[0] ?? 'en' },
        null,
        signal,
      ),
    ),
    dispose: () => Promise.resolve(),
    async *transcribe(audio, options, signal): AsyncGenerator<Transcript> {
      const samples = await collectFrames(audio, signal);
      const { language, vocabulary } = options;
      const loudness = loudnessOf(samples);
      const durationMs = (samples.length / SPEECH_RATE_HZ) * 1000;
      const heard: Heard = isSilent(loudness)
        ? { text: '' }
        : await run(samples, options, options.candidates ? [] : null, signal);
      signal.throwIfAborted();
      const texts = options.candidates?.(heard.text) ?? [];
      const fit = heard.fit && (await fitOf(samples, options, texts, signal));
      const guarded = guardTranscript(
        {
          text: heard.text,
          final: true,
          language: heard.language ?? language,
          ...(heard.words ? { words: heard.words } : {}),
        },
        {
          loudness,
          durationMs,
          averageLogProbability: heard.averageLogProbability,
          // Another machine's figures mean what was measured only where it runs that very model.
          calibration: heard.fit && target.listening?.confidence,
          vocabulary: [...(vocabulary ?? []), ...texts],
        },
      );
      yield fit ? { ...guarded, fit } : guarded;
    },
  };
}

function formOf(
  { model }: HttpTarget,
  samples: Float32Array,
  { language, vocabulary = [] }: TranscribeOptions,
  format: 'verbose_json' | 'json',
): FormData {
  const form = new FormData();
  form.append('model', model);
  form.append('response_format', format);
  form.append('language', primaryLanguage(language));
  form.append('temperature', '0');
  const hint = vocabulary.join(', ');
  if (hint !== '' && hint.length <= MAX_HINT_CHARACTERS) form.append('prompt', hint);
  const wav = writeWav(samples, SPEECH_RATE_HZ);
  form.append('file', new Blob([wav], { type: 'audio/wav' }), 'utterance.wav');
  return form;
}
