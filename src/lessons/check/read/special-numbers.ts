import { germanNumber } from './german-number.ts';
import type { NumberWords } from './number-words.ts';
import { readNumber } from './numbers.ts';
import { phraseAt } from './phrase-at.ts';
import { romanNumeral } from './roman.ts';
import type { Token } from './tokens.ts';
import { wholeNumber } from './whole-number.ts';

/** A number that stands for more than a count: its key, and the place of the token after it. */
export interface SpecialWord {
  readonly key: string;
  readonly end: number;
}

/** "double oh seven", "nine one one": digits one after the other. */
export function digitString(
  said: readonly Token[],
  at: number,
  numbers: NumberWords,
): SpecialWord | null {
  let digits = '';
  let i = at;
  for (; i < said.length; i++) {
    const times = numbers.times.get(said[i]?.fold ?? '') ?? 1;
    const place = times > 1 ? i + 1 : i;
    const token = said[place];
    if (!token || token.fold.startsWith('-')) break;
    const one = numbers.oh.has(token.fold) ? 0 : wholeNumber(said, place, numbers)?.value;
    const word = one !== undefined && one < 10 ? String(one) : null;
    const part = /^\d+$/.test(token.fold) ? token.fold : word;
    if (part === null) break;
    digits += part.repeat(times);
    i = place;
  }
  return i - at >= 2 || /^0\d/.test(digits) ? { key: `#${digits}`, end: i } : null;
}

/** "one fifty" as 150, or as the price 1.50: a small number and one of two digits. */
export function pairedNumbers(
  said: readonly Token[],
  at: number,
  numbers: NumberWords,
  as: 'hundreds' | 'price',
): SpecialWord | null {
  const small = (token: Token | undefined): number | null => {
    if (!token) return null;
    if (token.kind === 'number') return /^\d{1,2}$/.test(token.fold) ? Number(token.fold) : null;
    return numbers.cardinals.get(token.fold) ?? null;
  };
  const first = small(said[at]);
  const linked = as === 'price' && numbers.priceLinks.has(said[at + 1]?.fold ?? '');
  const start = linked ? at + 2 : at + 1;
  const next = said[start];
  if (first === null || first < 1 || !next || next.pause) return null;
  if (as === 'hundreds' && (numbers.code !== 'en' || first > 9)) return null;
  // "4 con 15" is a price; "4 15" are two numbers.
  if (!linked && said[at]?.kind === 'number' && next.kind === 'number') return null;
  const second = readNumber(said, start, numbers);
  if (!second || second.ordinal || !Number.isInteger(second.value)) return null;
  if (second.value < 10 || second.value > 99) return null;
  // A third number makes it a list.
  if (said[second.end] && !said[second.end]?.pause && readNumber(said, second.end, numbers))
    return null;
  const value = as === 'hundreds' ? first * 100 + second.value : first + second.value / 100;
  return { key: `#${String(value)}`, end: second.end };
}

/** "four out of five", "dos de cada cinco": the part that is meant of a whole that is named. */
export function shareOf(
  said: readonly Token[],
  at: number,
  numbers: NumberWords,
): SpecialWord | null {
  const part = readNumber(said, at, numbers);
  if (!part || part.ordinal || !Number.isInteger(part.value) || part.value < 1) return null;
  const start = Math.max(-1, ...numbers.shares.map((link) => phraseAt(said, part.end, link)));
  const whole = start > 0 ? readNumber(said, start, numbers) : null;
  if (!whole || whole.ordinal || !Number.isInteger(whole.value)) return null;
  const share = Number((part.value / whole.value).toFixed(9));
  return whole.value > part.value ? { key: `#${String(share)}`, end: whole.end } : null;
}

/** "nineteen nineties", "1990s", "the nineties", "neunziger". The key ends with `s`. */
export function readDecade(
  said: readonly Token[],
  at: number,
  numbers: NumberWords,
): SpecialWord | null {
  const token = said[at];
  if (!token || numbers.decadeSuffixes.size === 0) return null;
  const next = said[at + 1];
  if (token.kind === 'number') {
    const whole = /^(\d{2})?[1-9]0$/.test(token.fold);
    const ends = next?.glued === true && numbers.decadeSuffixes.has(next.fold);
    return whole && ends ? { key: `#${token.fold}s`, end: at + 2 } : null;
  }
  const alone = numbers.decades.get(token.fold);
  if (alone !== undefined) return { key: `#${alone}s`, end: at + 1 };
  if (numbers.code === 'de' && token.fold.endsWith('ziger')) {
    const year = germanNumber([{ ...token, fold: token.fold.slice(0, -2) }], 0, numbers);
    return year && year.value > 99 ? { key: `#${year.value}s`, end: at + 1 } : null;
  }
  const century = wholeNumber(said, at, numbers);
  const decade = century && numbers.decades.get(said[century.end]?.fold ?? '');
  if (!century || !decade || said[century.end]?.pause) return null;
  if (century.value < 10 || century.value > 21) return null;
  return { key: `#${century.value * 100 + decade}s`, end: century.end + 1 };
}

/**
 * A place in a row that is written as a number: "VIII" after a name (its key ends with `r`, for it
 * is read as "eight" or as "the eighth"), and "8." in German.
 */
export function placeInRow(
  said: readonly Token[],
  at: number,
  numbers: NumberWords,
): SpecialWord | null {
  const roman = romanNumeral(said, at);
  if (roman !== null) return { key: `#${roman}r`, end: at + 1 };
  const token = said[at];
  const ordinal = numbers.code === 'de' && token?.dot === true && /^\d{1,3}$/.test(token.fold);
  // Before a month it is a date.
  if (!ordinal || numbers.months.has(said[at + 1]?.fold ?? '')) return null;
  return { key: `#${token.fold}o`, end: at + 1 };
}
