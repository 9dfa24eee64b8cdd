import { bare } from './fold.ts';
import type { NumberWords, WholeNumber } from './number-words.ts';
import type { Token } from './tokens.ts';

/** Longest run of words that German might have written as one: "ein und zwanzig". */
const LONGEST_RUN = 7;

/** A number below a hundred as one word: "einundzwanzig". */
function belowHundred(word: string, words: NumberWords): number | null {
  const simple = words.cardinals.get(word);
  if (simple !== undefined) return simple;
  const split = word.indexOf('und');
  if (split < 0) return null;
  const units = words.cardinals.get(word.slice(0, split));
  const tens = words.cardinals.get(word.slice(split + 3));
  if (units === undefined || tens === undefined) return null;
  return units >= 1 && units < 10 && tens >= 20 && tens % 10 === 0 ? units + tens : null;
}

/** A whole number written as one word, below a million; null when it is none. */
function compound(word: string, words: NumberWords): number | null {
  for (const [name, size] of [
    ['tausend', 1000],
    ['hundert', 100],
  ] as const) {
    const split = word.indexOf(name);
    if (split < 0) continue;
    const before = word.slice(0, split);
    const after = word.slice(split + name.length).replace(/^und(?!zwanzig|dreissig)/, '');
    const times = before === '' ? 1 : compound(before, words);
    const rest = after === '' ? 0 : compound(after, words);
    if (times === null || rest === null || rest >= size) return null;
    return size === 100 && times > words.hundreds ? null : times * size + rest;
  }
  return belowHundred(word, words);
}

/** "dritte", "einundzwanzigsten": the number without its ending. */
function ordinal(word: string, words: NumberWords): number | null {
  const stem = /^(.+?)(?:e|er|en|es|em)$/.exec(word)?.[1];
  if (stem === undefined) return null;
  const small = words.ordinals.get(stem);
  if (small !== undefined) return small;
  if (stem.endsWith('st')) {
    const value = compound(stem.slice(0, -2), words);
    if (value !== null && value >= 20) return value;
  }
  // hundert + dritte: the last part is the ordinal.
  const cut = Math.max(stem.lastIndexOf('hundert') + 7, stem.lastIndexOf('tausend') + 7);
  if (cut < 8) return null;
  const head = compound(stem.slice(0, cut), words);
  const last = words.ordinals.get(stem.slice(cut).replace(/^und/, ''));
  return head === null || last === undefined ? null : head + last;
}

/** Digits as German says them, for numbers half written in digits: "hundert 25". */
function digitsInWords(written: string, words: NumberWords): string | null {
  const value = /^\d{1,3}$/.test(written) ? Number(written) : 0;
  if (value === 0) return null;
  const [hundreds, below] = [Math.floor(value / 100), value % 100];
  const name = (one: number): string =>
    [...words.cardinals].find(([, known]) => known === one)?.[0] ?? '';
  const tail =
    below === 0 || name(below) !== ''
      ? name(below)
      : `${name(below % 10)}und${name(below - (below % 10))}`;
  return `${hundreds > 0 ? `${name(hundreds)}hundert` : ''}${below === 0 ? '' : tail}`;
}

/** Reads a German number, written in one word or in several, from `at`; null if there is none. */
export function germanNumber(
  said: readonly Token[],
  at: number,
  words: NumberWords,
): WholeNumber | null {
  let joined = '';
  let inWords = false;
  let best: WholeNumber | null = null;
  for (let i = at; i < Math.min(said.length, at + LONGEST_RUN); i++) {
    const token = said[i];
    if (!token || (i > at && token.pause)) break;
    const digits = token.kind === 'number' ? digitsInWords(token.fold, words) : null;
    const twoNumbers = digits !== null && i > at && said[i - 1]?.kind === 'number';
    if (twoNumbers || (token.kind !== 'word' && digits === null)) break;
    joined += digits ?? token.fold;
    inWords ||= digits === null;
    if (joined.length > 90) break;
    const umlauts = joined.replace(/ae/g, 'ä').replace(/oe/g, 'ö').replace(/ue/g, 'ü');
    const value =
      compound(joined, words) ?? compound(umlauts, words) ?? compound(bare(joined), words);
    const place = value === null ? ordinal(joined, words) : null;
    // Digits alone are read as digits.
    if (!inWords) continue;
    if (value !== null) best = { value, ordinal: false, end: i + 1 };
    else if (place !== null && said[at]?.kind === 'word') {
      best = { value: place, ordinal: true, end: i + 1 };
    }
  }
  return best;
}

/** "zweieinhalb", "anderthalb", "dreiviertel": a number with a part of one, in one word. */
export function germanPart(word: string, words: NumberWords): number | null {
  if (word === 'anderthalb') return 1.5;
  if (word === 'einhalb') return 0.5;
  const half = /^(.+)einhalb$/.exec(word)?.[1];
  const whole = half === undefined ? null : compound(half, words);
  if (whole !== null) return whole + 0.5;
  const [, count, part] = /^(ein|zwei|drei)(viertel|drittel|fünftel)$/.exec(word) ?? [];
  const times = words.cardinals.get(count ?? '');
  const divisor = words.fractions.get(part ?? '');
  return times === undefined || divisor === undefined ? null : times / divisor;
}
