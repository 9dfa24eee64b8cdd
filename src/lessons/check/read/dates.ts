import { wordAt } from './clock.ts';
import type { NumberWords } from './number-words.ts';
import { readNumber } from './numbers.ts';
import type { Token } from './tokens.ts';
import { pairedYear } from './paired-year.ts';

/** A day as it was said, with its year where one was named. */
interface SaidDate {
  readonly key: string;
  readonly end: number;
}

function day(said: readonly Token[], at: number, words: NumberWords) {
  const found = readNumber(said, at, words);
  return found && Number.isInteger(found.value) && found.value >= 1 && found.value <= 31
    ? found
    : null;
}

function year(said: readonly Token[], at: number, words: NumberWords) {
  const start = words.yearLinks.has(wordAt(said, at)) ? at + 1 : at;
  const found = pairedYear(said, start, words) ?? readNumber(said, start, words);
  return found && Number.isInteger(found.value) && found.value >= 1000 && found.value < 2200
    ? found
    : null;
}

function dated(
  said: readonly Token[],
  dayOf: number,
  month: number,
  end: number,
  words: NumberWords,
) {
  const named = year(said, end, words);
  const key = `@d${month}-${dayOf}`;
  return named ? { key: `${key}-${named.value}`, end: named.end } : { key, end };
}

/**
 * The date that begins at `at`: "the third of May", "May 3rd, 2026", "el tres de mayo", "le premier
 * mai", "der dritte Mai". Its article belongs to it.
 */
export function readDate(said: readonly Token[], at: number, words: NumberWords): SaidDate | null {
  const first = said[at];
  if (!first || words.months.size === 0) return null;
  const month = words.months.get(first.fold);
  if (month !== undefined) {
    const start = words.dateArticles.has(wordAt(said, at + 1)) ? at + 2 : at + 1;
    const found = words.code === 'en' && !said[at + 1]?.pause ? day(said, start, words) : null;
    return found ? dated(said, found.value, month, found.end, words) : null;
  }
  const start = words.dateArticles.has(first.fold) ? at + 1 : at;
  if (start > at && said[start]?.pause) return null;
  const found = day(said, start, words);
  if (!found) return null;
  // German writes "3. Mai": the dot is no pause there.
  const link = said[found.end]?.fold ?? '';
  const monthAt = words.dateLinks.has(link) ? found.end + 1 : found.end;
  const named = words.months.get(said[monthAt]?.fold ?? '');
  const dot = words.code === 'de' && found.digits;
  if (named === undefined || (said[monthAt]?.pause && !dot)) return null;
  return dated(said, found.value, named, monthAt + 1, words);
}

/** Whether `written`, "31.12" or "12/31/1999", is the day of a date's key. */
export function isDay(written: string, key: string, code: string): boolean {
  const [, first, second, year] =
    /^(\d{1,2})[./-](\d{1,2})\.?(?:[./-]?(\d{4}))?$/.exec(written) ?? [];
  if (first === undefined || second === undefined || !key.startsWith('@d')) return false;
  const named = (day: string, month: string): boolean => {
    const at = `@d${Number(month)}-${Number(day)}`;
    return key === (year === undefined ? at : `${at}-${year}`);
  };
  return named(first, second) || (code === 'en' && named(second, first));
}
