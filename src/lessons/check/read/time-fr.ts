import { digitalTime, hourBefore, smallNumber, wordAt, type SaidTime } from './clock.ts';
import type { NumberWords } from './number-words.ts';
import type { Token } from './tokens.ts';

const NAMED = new Map([
  ['midi', 12],
  ['minuit', 24],
]);
const HOUR = new Set(['heure', 'heures', 'h']);
const HALF = new Set(['demi', 'demie']);

/** "du matin", "du soir", "de l'après-midi", "pile" after a time. */
function dayHalf(said: readonly Token[], at: number): { half: SaidTime['half']; end: number } {
  const start = wordAt(said, at) === 'pile' ? at + 1 : at;
  const one = wordAt(said, start);
  const two = wordAt(said, start + 1);
  if (one === 'du' && two === 'matin') return { half: 'am', end: start + 2 };
  if (one === 'du' && two === 'soir') return { half: 'pm', end: start + 2 };
  if (
    one === 'de' &&
    (two === "l'après" || two === "l'apres") &&
    wordAt(said, start + 2) === 'midi'
  ) {
    return { half: 'pm', end: start + 3 };
  }
  return { half: null, end: start };
}

/** What follows the hour: "et demie", "et quart", "moins le quart", "dix", "moins cinq". */
function minutes(said: readonly Token[], at: number, words: NumberWords) {
  const one = wordAt(said, at);
  if (one === 'et') {
    const two = wordAt(said, at + 1);
    if (HALF.has(two)) return { value: 30, end: at + 2 };
    return two === 'quart' ? { value: 15, end: at + 2 } : null;
  }
  if (one === 'moins') {
    const start = wordAt(said, at + 1) === 'le' ? at + 2 : at + 1;
    if (wordAt(said, start) === 'quart') return { value: -15, end: start + 1 };
    const count = smallNumber(said, start, words, 29);
    return count && !said[start]?.pause ? { value: -count.value, end: count.end } : null;
  }
  const count = said[at]?.pause ? null : smallNumber(said, at, words, 59);
  return count && ['minutes', 'min'].includes(wordAt(said, count.end))
    ? { ...count, end: count.end + 1 }
    : count;
}

/** The French time that begins at `at`. `loose` reads "trois trente" and "3.30" too. */
export function frenchTime(
  said: readonly Token[],
  at: number,
  words: NumberWords,
  loose: boolean,
): SaidTime | null {
  const token = said[at];
  if (!token) return null;
  const digital = digitalTime(token.fold) ?? (loose ? digitalTime(token.fold, '.') : null);
  if (digital) return { ...digital, ...dayHalf(said, at + 1) };
  const named = NAMED.get(token.fold);
  // "après-midi" is a part of the day.
  if (named !== undefined && /^apr[eè]s$/.test(said[at - 1]?.fold ?? '')) return null;
  const count = named === undefined ? smallNumber(said, at, words, 24) : null;
  const sign = count && HOUR.has(wordAt(said, count.end)) ? 1 : 0;
  if (named === undefined && (!count || !sign)) {
    const bareMinutes = loose && count ? minutes(said, count.end, words) : null;
    return count && bareMinutes && bareMinutes.value >= 10
      ? { hour: count.value, minute: bareMinutes.value, ...dayHalf(said, bareMinutes.end) }
      : null;
  }
  const hour = named ?? count?.value ?? 0;
  const after = (count?.end ?? at) + (named === undefined ? sign : 1);
  const part = minutes(said, after, words);
  const noon = named === undefined ? null : named === 12 ? 'pm' : 'am';
  if (!part || part.value === 0) {
    const plain = dayHalf(said, part?.end ?? after);
    return { hour, minute: 0, end: plain.end, half: plain.half ?? noon };
  }
  const half = dayHalf(said, part.end);
  return part.value > 0
    ? { hour, minute: part.value, ...half }
    : { hour: hourBefore(hour), minute: 60 + part.value, ...half };
}
