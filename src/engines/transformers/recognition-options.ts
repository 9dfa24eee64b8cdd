import { primaryLanguage } from '../../base/primary-language.ts';
import type { ModelEntry } from '../../contracts/catalog.ts';
import { SPEECH_RATE_HZ } from '../../contracts/engine.ts';

/** What is passed to transformers.js for one utterance. */
export interface RecognitionOptions {
  readonly max_new_tokens: number;
  readonly chunk_length_s?: number;
  readonly stride_length_s?: number;
  readonly language?: string;
  readonly task?: 'transcribe';
}

/** Norwegian is Bokmål to a learner and `no` to Whisper. */
const WHISPER_NAMES: Readonly<Record<string, string>> = { nb: 'no', jv: 'jw', iw: 'he', fil: 'tl' };

/** Room for the fastest speaker in the language with the most tokens to a word. */
const TOKENS_PER_SECOND = { whisper: 20, moonshine: 6.5 };
const TOKENS_AT_LEAST = 8;
/** Whisper's decoder takes 448 positions; half of them may be the answer. */
const TOKENS_AT_MOST = 220;

/**
 * The options for `sampleCount` samples. A limit on tokens ends loops early, and is never 0:
 * the library's own limit for Moonshine is, below one second. Audio beyond the window is cut
 * into overlapping windows, because the rest would be dropped without a word. English-only models
 * refuse to be told a language; the others are always told, since they guess badly at one word.
 */
export function recognitionOptions(
  entry: Pick<ModelEntry, 'family' | 'languages' | 'windowSeconds'>,
  sampleCount: number,
  language: string,
): RecognitionOptions {
  const seconds = sampleCount / SPEECH_RATE_HZ;
  const window = entry.windowSeconds ?? Infinity;
  const perSecond = TOKENS_PER_SECOND[entry.family === 'moonshine' ? 'moonshine' : 'whisper'];
  const tokens = Math.ceil(TOKENS_AT_LEAST + perSecond * Math.min(seconds, window));
  const limits = { max_new_tokens: Math.min(TOKENS_AT_MOST, tokens) };
  if (entry.family !== 'whisper') return limits;
  const chunks = seconds > window ? { chunk_length_s: window, stride_length_s: window / 6 } : {};
  const subtag = primaryLanguage(language);
  const multilingual = entry.languages.length !== 1;
  const told = multilingual
    ? { language: WHISPER_NAMES[subtag] ?? subtag, task: 'transcribe' as const }
    : {};
  return { ...limits, ...chunks, ...told };
}
