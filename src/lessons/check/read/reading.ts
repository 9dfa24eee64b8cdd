import { amountTail, unitAndHalf } from './amounts.ts';
import { digitsValue } from './digits.ts';
import { timeKey, type SaidTime } from './clock.ts';
import { wordsInside, type ReadingManner } from './contractions.ts';
import { readDate } from './dates.ts';
import type { LanguageRules } from './language.ts';
import { numberWords, type NumberWords } from './number-words.ts';
import { readNumber } from './numbers.ts';
import { pairedYear } from './paired-year.ts';
import { phraseAt } from './phrase-at.ts';
import {
  digitString,
  pairedNumbers,
  placeInRow,
  readDecade,
  shareOf,
  type SpecialWord,
} from './special-numbers.ts';
import { germanTime } from './time-de.ts';
import { englishTime } from './time-en.ts';
import { spanishTime } from './time-es.ts';
import { frenchTime } from './time-fr.ts';
import { tokens, type Token } from './tokens.ts';

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

/**
 * How neighbouring numbers are understood: apart, as a year, as a time, as a string of digits, as
 * hundreds ("one fifty"), a price ("two fifty") or a share ("four out of five"); `places` reads "VIII"
 * and German "8." as well.
 */
export type NumberManner =
  'apart' | 'year' | 'time' | 'digits' | 'hundreds' | 'price' | 'share' | 'places';

const TIMES: Readonly<
  Record<
    string,
    (said: readonly Token[], at: number, words: NumberWords, loose: boolean) => SaidTime | null
  >
> = { en: englishTime, es: spanishTime, fr: frenchTime, de: germanTime };

function special(
  said: readonly Token[],
  at: number,
  numbers: NumberWords,
  manner: NumberManner,
): SpecialWord | null {
  const joined =
    manner === 'digits'
      ? digitString(said, at, numbers)
      : manner === 'hundreds' || manner === 'price'
        ? pairedNumbers(said, at, numbers, manner)
        : null;
  if (joined) return joined;
  const share = manner === 'share' ? shareOf(said, at, numbers) : null;
  if (share) return share;
  if (manner === 'places') {
    const place = placeInRow(said, at, numbers);
    if (place) return place;
  }
  const decade = readDecade(said, at, numbers);
  if (decade) return decade;
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

/** "a dollar", "a kilo": an article before a unit, which may be meant as a number. */
function isOneUnit(
  said: readonly Token[],
  at: number,
  numbers: NumberWords,
  rules: LanguageRules,
): boolean {
  const next = said[at + 1];
  return (
    numbers.one.has(said[at]?.fold ?? '') && next?.pause === false && rules.units.has(next.fold)
  );
}

/** Ends the key of a word that denies elsewhere and is a noun or a degree here. */
const NOUN = '°';

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
    // "A dollar fifty" is one dollar fifty; "a day" elsewhere is no count.
    const one = manner.numbers === 'price' && isOneUnit(said, at, numbers, rules);
    const found = one ? { key: '#1', end: at + 1 } : special(said, at, numbers, manner.numbers);
    const value = found && !priced ? keyValue(found.key) : null;
    const tail =
      found && value !== null ? amountTail(said, found.end, value, { numbers, rules }) : null;
    if (tail) {
      const whole = said.slice(at, tail.end);
      const keys = tail.unit === null ? [] : [rules.spell(tail.unit)];
      const amount = `#${String(Number(tail.value.toFixed(9)))}`;
      add([amount, ...keys], [join(whole, 'fold'), ...keys], join(whole), token.pause, true);
      i = tail.end;
      continue;
    }
    if (found && (one || !isArticle(said, at, found.end, rules))) {
      const written = join(said.slice(at, found.end));
      const source = join(said.slice(at, found.end), 'fold');
      add([found.key], [source], written, token.pause);
      i = found.end;
      if (priced) {
        add([price], [price], token.text, false, true);
      }
      continue;
    }
    const half = unitAndHalf(said, i, rules);
    if (half) {
      const whole = said.slice(i, half.end);
      add(
        [`#${half.value}`, token.fold],
        [join(whole, 'fold'), token.fold],
        join(whole),
        token.pause,
      );
      i = half.end;
      continue;
    }
    i += 1;
    const sign = token.kind === 'sign' ? rules.signs.get(token.fold) : undefined;
    if (token.kind === 'sign' && sign === undefined) continue;
    const inside = sign ? [sign] : wordsInside(token.fold, said[i]?.fold ?? '', rules, manner);
    const afterNumber = words.at(-1)?.key.startsWith('#') === true;
    const counted = afterNumber || sign !== undefined;
    const article = !token.pause && rules.articles.has(words.at(-1)?.key ?? '');
    add(
      inside.map((word) =>
        article && rules.nouns.has(word) ? `${word}${NOUN}` : rules.spell(word),
      ),
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

const MANNERS: readonly NumberManner[] = ['apart', 'year', 'time', 'digits', 'hundreds', 'price'];

/** Every different way of reading a text; the plainest first, rarely more than one. */
export function readings(
  text: string,
  rules: LanguageRules,
  how: { readonly spoken: boolean; readonly loose: boolean },
): readonly Reading[] {
  const found = new Map<string, Reading>();
  const said = tokens(text);
  const numbersOf = numberWords(rules.code);
  const { cardinals } = numbersOf;
  const numeric = said.some(({ kind, fold }) => kind === 'number' || cardinals.has(fold));
  const oneUnit = said.some((_, at) => isOneUnit(said, at, numbersOf, rules));
  const manners: readonly NumberManner[] = numeric
    ? MANNERS
    : oneUnit
      ? ['apart', 'price']
      : MANNERS.slice(0, 1);
  const shared = numbersOf.shares.some((link) =>
    said.some((_, at) => phraseAt(said, at, link) > 0),
  );
  const places = said.some(({ text: one, dot }) => dot || /^[IVXL]+(\p{Ll}{1,3})?$/u.test(one));
  for (const byEar of how.spoken && said.some((token) => token.fold.includes("'"))
    ? [false, true]
    : [false]) {
    const also = [
      ...(numeric && shared ? ['share' as const] : []),
      ...(places ? ['places' as const] : []),
    ];
    for (const numbers of [...manners, ...also]) {
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
