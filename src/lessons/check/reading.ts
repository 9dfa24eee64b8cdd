import { digitsValue } from './digits.ts';
import { timeKey, type SaidTime } from './clock.ts';
import { wordsInside, type ReadingManner } from './contractions.ts';
import { readDate } from './dates.ts';
import type { LanguageRules } from './language.ts';
import { numberWords, type NumberWords } from './number-words.ts';
import { readNumber } from './numbers.ts';
import { pairedYear } from './paired-year.ts';
import { germanTime } from './time-de.ts';
import { englishTime } from './time-en.ts';
import { spanishTime } from './time-es.ts';
import { frenchTime } from './time-fr.ts';
import { tokens, type Token } from './tokens.ts';
import { wholeNumber } from './whole-number.ts';

/** A word ready for comparing. Numbers, times and dates have keys `#21`, `#3o`, `@t3:30?`, `@d5-3`. */
export interface Word {
  readonly key: string;
  /** Folded as written; differs from `key` for numbers and units. */
  readonly source: string;
  /** Place in `units` of what was written; "I've" is one unit of two words. */
  readonly unit: number;
  readonly pause: boolean;
  /** Stands right after a number, so it may be a unit. */
  readonly counted: boolean;
}

/** A text as words, beside the pieces as they were written. */
export interface Reading {
  readonly units: readonly string[];
  readonly words: readonly Word[];
}

/** How neighbouring numbers are understood: apart, as a year, as a time, or as a string of digits. */
export type NumberManner = 'apart' | 'year' | 'time' | 'digits';

const TIMES: Readonly<
  Record<
    string,
    (said: readonly Token[], at: number, words: NumberWords, loose: boolean) => SaidTime | null
  >
> = { en: englishTime, es: spanishTime, fr: frenchTime, de: germanTime };

interface Piece {
  readonly key: string;
  readonly end: number;
}

function digitString(said: readonly Token[], at: number, numbers: NumberWords): Piece | null {
  let digits = '';
  let i = at;
  for (; i < said.length; i++) {
    const twice = numbers.twice.has(said[i]?.fold ?? '');
    const place = twice ? i + 1 : i;
    const token = said[place];
    if (!token || token.fold.startsWith('-')) break;
    const one = numbers.oh.has(token.fold) ? 0 : wholeNumber(said, place, numbers)?.value;
    const word = one !== undefined && one < 10 ? String(one) : null;
    const part = /^\d+$/.test(token.fold) ? token.fold : word;
    if (part === null) break;
    digits += twice ? part + part : part;
    i = place;
  }
  return i - at >= 2 || /^0\d/.test(digits) ? { key: `#${digits}`, end: i } : null;
}

function special(
  said: readonly Token[],
  at: number,
  numbers: NumberWords,
  manner: NumberManner,
): Piece | null {
  if (manner === 'digits') {
    const digits = digitString(said, at, numbers);
    if (digits) return digits;
  }
  const time = TIMES[numbers.code]?.(said, at, numbers, manner === 'time');
  if (time) return { key: timeKey(time), end: time.end };
  const date = readDate(said, at, numbers);
  if (date) return date;
  const year = manner === 'year' ? pairedYear(said, at, numbers) : null;
  if (year) return { key: `#${year.value}`, end: year.end };
  const number = readNumber(said, at, numbers);
  if (!number) return null;
  const value = String(Number(number.value.toFixed(9)));
  return { key: `#${value}${number.ordinal ? 'o' : ''}`, end: number.end };
}

/** Whether `token` is an article that only looks like the number one. */
function isArticle(said: readonly Token[], at: number, end: number, rules: LanguageRules): boolean {
  const token = said[at];
  if (!token || end !== at + 1 || !rules.articleNumbers.has(token.fold)) return false;
  return said.length > 1;
}

/** Reads a text in one language. Empty for a text without words. */
export function readText(
  text: string,
  rules: LanguageRules,
  manner: ReadingManner & { readonly numbers: NumberManner },
): Reading {
  const said = tokens(text);
  const numbers = numberWords(rules.code);
  const units: string[] = [];
  const words: Word[] = [];
  const add = (
    keys: readonly string[],
    sources: readonly string[],
    written: string,
    pause: boolean,
    counted = false,
  ) => {
    keys.forEach((key, k) => {
      const source = sources[k] ?? key;
      words.push({ key, source, unit: units.length, pause: pause && k === 0, counted });
    });
    if (keys.length > 0) units.push(written);
  };
  for (let i = 0; i < said.length;) {
    const token = said[i];
    if (!token) break;
    // "$5" is said "five dollars".
    const price =
      /[€$£]/.test(token.fold) && said[i + 1]?.glued ? rules.signs.get(token.fold) : undefined;
    const priced = price !== undefined && said[i + 1]?.kind === 'number';
    const at = priced ? i + 1 : i;
    const found = special(said, at, numbers, manner.numbers);
    if (found && !isArticle(said, at, found.end, rules)) {
      const written = join(said.slice(at, found.end));
      const source = join(said.slice(at, found.end), 'fold');
      add([found.key], [source], written, token.pause);
      i = found.end;
      if (priced) {
        add([price], [price], token.text, false, true);
      }
      continue;
    }
    i += 1;
    const sign = token.kind === 'sign' ? rules.signs.get(token.fold) : undefined;
    if (token.kind === 'sign' && sign === undefined) continue;
    const inside = sign ? [sign] : wordsInside(token.fold, said[i]?.fold ?? '', rules, manner);
    const afterNumber = words.at(-1)?.key.startsWith('#') === true;
    const counted = afterNumber || sign !== undefined;
    add(
      inside.map((word) => rules.spell(word)),
      inside,
      token.text,
      token.pause,
      counted,
    );
  }
  return { units, words };
}

function join(parts: readonly Token[], as: 'text' | 'fold' = 'text'): string {
  return parts.map((part, i) => (i > 0 ? part.lead : '') + part[as]).join('');
}

const MANNERS: readonly NumberManner[] = ['apart', 'year', 'time', 'digits'];

/** Every different way of reading a text; the plainest first, rarely more than one. */
export function readings(
  text: string,
  rules: LanguageRules,
  how: { readonly spoken: boolean; readonly loose: boolean },
): readonly Reading[] {
  const found = new Map<string, Reading>();
  const said = tokens(text);
  const { cardinals } = numberWords(rules.code);
  const numeric = said.some(({ kind, fold }) => kind === 'number' || cardinals.has(fold));
  for (const byEar of how.spoken && said.some((token) => token.fold.includes("'"))
    ? [false, true]
    : [false]) {
    for (const numbers of numeric ? MANNERS : MANNERS.slice(0, 1)) {
      const reading = readText(text, rules, { byEar, loose: how.loose, numbers });
      const id = reading.words.map((word) => word.key).join(' ');
      if (!found.has(id)) found.set(id, reading);
    }
  }
  return [...found.values()];
}

/** The value of a number's key, or null for other words. */
export function keyValue(key: string): number | null {
  return /^#-?[\d.e+]+$/.test(key) ? digitsValue(key.slice(1), false) : null;
}
