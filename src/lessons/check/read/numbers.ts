import { digitsValue } from './digits.ts';
import { germanPart } from './german-number.ts';
import type { NumberPhrase, NumberWords } from './number-words.ts';
import { phraseAt } from './phrase-at.ts';
import type { Token } from './tokens.ts';
import { wholeNumber } from './whole-number.ts';

/** A number found in a text; `end` is the place of the token after it. */
export interface SaidNumber {
  readonly value: number;
  readonly ordinal: boolean;
  /** Written in digits, not in words. */
  readonly digits: boolean;
  readonly end: number;
}

const isNumber = (token: Token | undefined, words: NumberWords): boolean =>
  token !== undefined && (token.kind === 'number' || words.cardinals.has(token.fold));

function inDigits(said: readonly Token[], at: number, words: NumberWords): SaidNumber | null {
  const first = said[at];
  if (first?.kind !== 'number') return null;
  let written = first.fold;
  let end = at + 1;
  // "10 000": spaces between thousands, except in English, where two numbers would be meant.
  if (words.decimalComma && /^-?\d{1,3}$/.test(written)) {
    for (let next = said[end]; next && !next.pause; next = said[end]) {
      if (next.kind !== 'number' || !/^\d{3}(,\d+)?$/.test(next.fold) || /,/.test(written)) break;
      written += next.fold;
      end += 1;
    }
  }
  const value = digitsValue(written, words.decimalComma);
  if (value === null) return null;
  const suffix = said[end];
  if (suffix?.glued && words.suffixes.has(suffix.fold) && Number.isInteger(value)) {
    return { value, ordinal: true, digits: true, end: end + 1 };
  }
  const slash = said[end];
  const below = said[end + 1];
  if (slash?.fold === '/' && slash.glued && below?.glued && said[end + 2]?.fold !== '/') {
    const divisor = digitsValue(below.fold, words.decimalComma);
    if (divisor) return { value: value / divisor, ordinal: false, digits: true, end: end + 2 };
  }
  const scale = words.scales.get(said[end]?.fold ?? '');
  if (scale !== undefined && !said[end]?.pause) {
    return { value: value * scale, ordinal: false, digits: true, end: end + 1 };
  }
  return { value, ordinal: false, digits: true, end };
}

/** The digits after "point": "one four" is 14, and so is "vingt-cinq" 25 after "virgule". */
function decimals(said: readonly Token[], at: number, words: NumberWords) {
  let digits = '';
  let i = at;
  while (i < said.length && !said[i]?.pause && digits.length < 12) {
    const oh = words.oh.has(said[i]?.fold ?? '');
    const part = oh ? { value: 0, ordinal: false, end: i + 1 } : wholeNumber(said, i, words);
    const written = part ? null : inDigits(said, i, words);
    const found = part ?? written;
    if (!found || found.ordinal || !Number.isInteger(found.value) || found.value < 0) break;
    digits += String(found.value);
    i = found.end;
    if (found.value > 9) break;
  }
  return digits === '' ? null : { digits, end: i };
}

/** "a half", "two thirds", "un quart": a count of parts, where it is not a place in a row. */
function fraction(said: readonly Token[], at: number, words: NumberWords): SaidNumber | null {
  const first = said[at]?.fold ?? '';
  const tail = (place: number): boolean =>
    words.fractionTails.has(said[place]?.fold ?? '') && said[place]?.pause === false;
  // "La cuarta parte": one part, named by its place in a row.
  const place = words.ordinals.has(first) ? words.fractions.get(first) : undefined;
  if (place !== undefined && tail(at + 1))
    return { value: 1 / place, ordinal: false, digits: false, end: at + 2 };
  const count = words.one.has(first) ? { value: 1, end: at + 1 } : wholeNumber(said, at, words);
  const alone = words.fractions.get(first) === 2;
  if (alone && !count) return { value: 0.5, ordinal: false, digits: false, end: at + 1 };
  const name = count ? said[count.end] : undefined;
  const parts = words.fractions.get(name?.fold ?? '');
  if (!count || !name || name.pause || parts === undefined) return null;
  // "a third" alone is a part; "a third man" is not. Plurals and halves are always parts.
  const end = count.end + 1;
  if (tail(end)) return { value: count.value / parts, ordinal: false, digits: false, end: end + 1 };
  const after = said[end];
  const sure = parts === 2 || !words.ordinals.has(name.fold);
  if (!sure && after && !after.pause && !words.fractionLinks.has(after.fold)) return null;
  return { value: count.value / parts, ordinal: false, digits: false, end };
}

/** "a dozen", "two dozen", "half a dozen", "media docena". */
function dozens(said: readonly Token[], at: number, words: NumberWords): SaidNumber | null {
  if (words.dozens.size === 0) return null;
  const sized = (count: number, place: number): SaidNumber | null => {
    const token = said[place];
    const size = words.dozens.get(token?.fold ?? '');
    if (size === undefined || (place > at && token?.pause)) return null;
    return { value: count * size, ordinal: false, digits: false, end: place + 1 };
  };
  const isOne = (place: number): boolean =>
    words.one.has(said[place]?.fold ?? '') || words.cardinals.get(said[place]?.fold ?? '') === 1;
  const isHalf = (place: number): boolean => words.fractions.get(said[place]?.fold ?? '') === 2;
  const start = isOne(at) && !isHalf(at) ? at + 1 : at;
  if (isHalf(start)) return sized(0.5, isOne(start + 1) ? start + 2 : start + 1);
  const count = wholeNumber(said, at, words) ?? inDigits(said, at, words);
  return sized(1, start) ?? (count && !count.ordinal ? sized(count.value, count.end) : null);
}

/** The longest of the phrases that stands at `at`. */
function longest(said: readonly Token[], at: number, phrases: readonly NumberPhrase[]) {
  let best: { end: number; value: number } | null = null;
  for (const { words, value } of phrases) {
    const end = said[at]?.pause ? -1 : phraseAt(said, at, words);
    if (end > (best?.end ?? at)) best = { end, value };
  }
  return best;
}

/** What raises a number to a power: "^6", "to the power of six", "to the sixth", "squared". */
function power(said: readonly Token[], at: number, words: NumberWords) {
  const named = longest(said, at, words.powers);
  if (named) return named;
  const link =
    said[at]?.fold === '^' && said[at].glued
      ? { end: at + 1 }
      : longest(said, at, words.powerLinks);
  if (!link) return null;
  const minus = words.minus.has(said[link.end]?.fold ?? '');
  const start = minus ? link.end + 1 : link.end;
  const exponent = wholeNumber(said, start, words) ?? inDigits(said, start, words);
  if (!exponent || !Number.isInteger(exponent.value) || Math.abs(exponent.value) > 15) return null;
  const tail = words.powerTails.has(said[exponent.end]?.fold ?? '') ? 1 : 0;
  return { end: exponent.end + tail, value: minus ? -exponent.value : exponent.value };
}

/** The number that begins at `at`, in digits or words, of any kind; null when there is none. */
export function readNumber(
  said: readonly Token[],
  at: number,
  words: NumberWords,
): SaidNumber | null {
  const found = plainNumber(said, at, words);
  if (!found || found.ordinal) return found;
  const raised = power(said, found.end, words);
  if (raised) return { ...found, value: found.value ** raised.value, end: raised.end };
  const over = said[found.end];
  if (!over || over.pause || !words.over.has(over.fold) || !Number.isInteger(found.value))
    return found;
  const below = wholeNumber(said, found.end + 1, words) ?? inDigits(said, found.end + 1, words);
  if (!below || below.ordinal || !(below.value > 1)) return found;
  return { ...found, value: found.value / below.value, end: below.end };
}

function plainNumber(said: readonly Token[], at: number, words: NumberWords): SaidNumber | null {
  const first = said[at];
  if (!first || first.kind === 'sign') return null;
  if (words.minus.has(first.fold) && !isNumber(said[at - 1], words)) {
    const next = said[at + 1];
    const again = !next || next.pause || words.minus.has(next.fold);
    const rest = again ? null : readNumber(said, at + 1, words);
    if (rest && !rest.ordinal && rest.value > 0) return { ...rest, value: -rest.value };
  }
  if (words.point.has(first.fold) && !isNumber(said[at - 1], words)) {
    const part = words.code === 'en' ? decimals(said, at + 1, words) : null;
    if (part)
      return { value: Number(`0.${part.digits}`), ordinal: false, digits: false, end: part.end };
  }
  const german = words.code === 'de' ? germanPart(first.fold, words) : null;
  if (german !== null) return { value: german, ordinal: false, digits: false, end: at + 1 };
  const counted = dozens(said, at, words);
  if (counted) return counted;
  const part = fraction(said, at, words);
  if (part) return part;
  const spelled = wholeNumber(said, at, words);
  const found: SaidNumber | null = spelled
    ? { ...spelled, digits: false }
    : inDigits(said, at, words);
  if (!found || found.ordinal) return found;
  const next = said[found.end];
  if (!next || next.pause || !Number.isInteger(found.value)) return found;
  if (words.point.has(next.fold)) {
    const after = decimals(said, found.end + 1, words);
    const scale = words.scales.get(said[after?.end ?? -1]?.fold ?? '');
    if (after) {
      const value = Number(`${found.value}.${after.digits}`) * (scale ?? 1);
      return { ...found, value, end: after.end + (scale === undefined ? 0 : 1) };
    }
  }
  // "two and a half", "2 1/2", "deux et demi"
  const joined = words.andFraction.has(next.fold) ? found.end + 1 : found.end;
  const extra =
    joined > found.end || next.kind === 'number' ? partBelowOne(said, joined, words) : null;
  if (!extra) return found;
  const scale = words.scales.get(said[extra.end]?.fold ?? '');
  const value = (found.value + extra.value) * (scale ?? 1);
  return { ...found, value, end: extra.end + (scale === undefined ? 0 : 1) };
}

function partBelowOne(said: readonly Token[], at: number, words: NumberWords): SaidNumber | null {
  const written = said[at + 1]?.fold === '/' ? inDigits(said, at, words) : null;
  const extra = written ?? fraction(said, at, words);
  return extra && extra.value > 0 && extra.value < 1 ? extra : null;
}
