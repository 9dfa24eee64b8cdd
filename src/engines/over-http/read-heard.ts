import type { CandidateFit, TextFit, Transcript } from '../../contracts/engine.ts';
import { isRecord } from './refusal.ts';

/** What a machine wrote down, before any guard. */
export interface Heard {
  readonly text: string;
  /** BCP 47, where it told one. */
  readonly language?: string;
  readonly words?: NonNullable<Transcript['words']>;
  /** Mean of the natural logarithm of each token's probability, over the whole utterance. */
  readonly averageLogProbability?: number;
  /** How well candidates fit, from a companion whose own models were asked. */
  readonly fit?: CandidateFit;
}

/** Reads `json` and `verbose_json` of the dialect; undefined for anything else. */
export function readHeard(answer: unknown): Heard | undefined {
  if (!isRecord(answer) || typeof answer['text'] !== 'string') return undefined;
  const { text, language } = answer;
  const words = readWords(answer['words']);
  const average = averageOf(answer['segments']);
  const fit = readFit(answer['fit']);
  return {
    text: text.trim(),
    // Some say `english`; `und` is nobody's language.
    ...(typeof language === 'string' && /^(?!und\b)[a-z]{2,3}(-|$)/i.test(language)
      ? { language }
      : {}),
    ...(words.length > 0 ? { words } : {}),
    ...(average === undefined ? {} : { averageLogProbability: average }),
    ...(fit ? { fit } : {}),
  };
}

function readWords(list: unknown): NonNullable<Transcript['words']> {
  if (!Array.isArray(list)) return [];
  const words = list.flatMap((each: unknown) => {
    if (!isRecord(each)) return [];
    const { word, start, end } = each;
    if (typeof word !== 'string' || !isTime(start) || !isTime(end)) return [];
    return [{ text: word.trim(), fromMs: start * 1000, toMs: end * 1000 }];
  });
  // Half of the words would be worse than none.
  return words.length === list.length ? words : [];
}

function readFit(fit: unknown): CandidateFit | undefined {
  if (!isRecord(fit) || !Array.isArray(fit['candidates'])) return undefined;
  const heard = readTextFit(fit['heard']);
  const candidates = fit['candidates'].map(readTextFit);
  if (!heard || candidates.some((each) => each === undefined)) return undefined;
  return { heard, candidates: candidates as TextFit[] };
}

function readTextFit(value: unknown): TextFit | undefined {
  if (!isRecord(value)) return undefined;
  const { text, logProbability, mean, words } = value;
  if (typeof text !== 'string' || typeof logProbability !== 'number') return undefined;
  if (typeof mean !== 'number' || !Array.isArray(words)) return undefined;
  const read = words.flatMap((word: unknown) => {
    if (!isRecord(word)) return [];
    const { text: written, deficit } = word;
    if (typeof written !== 'string' || typeof deficit !== 'number') return [];
    return [{ text: written, deficit }];
  });
  return { text, logProbability, mean, words: read };
}

/** The mean over segments, longer ones counting for more. */
function averageOf(list: unknown): number | undefined {
  if (!Array.isArray(list)) return undefined;
  let sum = 0;
  let seconds = 0;
  for (const each of list as unknown[]) {
    if (!isRecord(each)) return undefined;
    const { avg_logprob: average, start, end } = each;
    // Exactly 0 would be certainty; it is what servers write that do not know.
    if (typeof average !== 'number' || !(average < 0)) return undefined;
    const length = isTime(start) && isTime(end) && end > start ? end - start : 1;
    sum += average * length;
    seconds += length;
  }
  return seconds > 0 ? sum / seconds : undefined;
}

const isTime = (value: unknown): value is number => typeof value === 'number' && value >= 0;
