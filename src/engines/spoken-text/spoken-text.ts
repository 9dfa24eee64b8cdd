import { primaryLanguage } from '../../base/primary-language.ts';
import { plainSpeech } from '../../base/plain-speech.ts';
import german from './de.json' with { type: 'json' };
import english from './en.json' with { type: 'json' };
import spanish from './es.json' with { type: 'json' };
import french from './fr.json' with { type: 'json' };
import { spokenDate, spokenTime, type DateWords } from './spoken-dates.ts';
import { spokenNumbers, type SpokenNumbers } from './spoken-numbers.ts';

interface Words extends DateWords {
  readonly decimalMark: string;
  readonly groupMark: string;
  readonly minus: string;
  readonly and: string;
  readonly to: string;
  readonly dot: string;
  readonly slash: string;
  readonly at: string;
  readonly percent: string;
  /** How an ordinal is written: digits in the first group. */
  readonly ordinal?: string;
  readonly ordinalFeminine?: string;
  /** Whether four digits alone are read as a year, in pairs. */
  readonly pairedYears?: boolean;
  readonly abbreviations: Readonly<Record<string, string>>;
  readonly signs: Readonly<Record<string, string>>;
  /** One, many, one part, many parts. */
  readonly currencies: Readonly<Record<string, readonly string[]>>;
  /** One, many. */
  readonly units: Readonly<Record<string, readonly string[]>>;
}

const tables: Readonly<Record<string, Words>> = {
  en: english,
  es: spanish,
  fr: french,
  de: german,
};

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
/** One pattern for all keys of a table, the longest first. */
const anyOf = (table: object) =>
  Object.keys(table)
    .sort((a, b) => b.length - a.length)
    .map(escaped)
    .join('|');

/** `1,234.5` of a language as `1234.5`. */
function numeralOf(written: string, { decimalMark, groupMark }: Words): string {
  const groups = new RegExp(`[${escaped(groupMark)}\\u00a0\\u202f' ]`, 'g');
  return written.replace(groups, '').replace(decimalMark, '.');
}

/** The word for one tells: una hora, une heure, eine Stunde. */
const isFeminine = (one: string) => /^(?:una|une|eine) /.test(one);

/** Addresses: the name of the place, without its protocol and path. */
function addresses(text: string, { dot, at }: Words): string {
  return text
    .replace(/\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, (mail) =>
      mail.replace('@', ` ${at} `).replaceAll('.', ` ${dot} `),
    )
    .replace(
      /\b(?:https?:\/\/|www\.)([^\s/?#]+)[^\s]*?(?=[.,;:!?)]*(?:\s|$))/g,
      (_, host: string) => host.replace(/^www\./, '').replaceAll('.', ` ${dot} `),
    );
}

function money(text: string, number: string, words: Words, numbers: SpokenNumbers): string {
  const signs = anyOf(words.currencies);
  const spoken = (sign: string, written: string) => {
    const [one = '', many = '', onePart = '', manyParts = ''] = words.currencies[sign] ?? [];
    const [whole = '0', decimals = ''] = numeralOf(written, words).split('.');
    const parts = manyParts ? Number(decimals.padEnd(2, '0').slice(0, 2)) : 0;
    const amount = whole === '1' ? one : `${numbers.count(whole, isFeminine(one))} ${many}`;
    if (parts === 0) return amount;
    const rest =
      parts === 1 ? onePart : `${numbers.count(String(parts), isFeminine(onePart))} ${manyParts}`;
    return whole === '0' ? rest : `${amount} ${words.and} ${rest}`;
  };
  return text
    .replace(new RegExp(`(${signs})\\s?(${number})`, 'g'), (_, sign: string, written: string) =>
      spoken(sign, written),
    )
    .replace(new RegExp(`(${number})\\s?(${signs})`, 'g'), (_, written: string, sign: string) =>
      spoken(sign, written),
    );
}

function measures(text: string, number: string, words: Words, numbers: SpokenNumbers): string {
  const units = anyOf(words.units);
  return text
    .replace(new RegExp(`(${number})\\s?%`, 'g'), (_, written: string) => {
      return `${numbers.cardinal(numeralOf(written, words))} ${words.percent}`;
    })
    .replace(
      new RegExp(`(${number})[ \\u00a0\\u202f]?(${units})(?![\\p{L}\\d/])`, 'gu'),
      (_, written: string, unit: string) => {
        const [one = '', many = ''] = words.units[unit] ?? [];
        const numeral = numeralOf(written, words);
        return numeral === '1' ? one : `${numbers.count(numeral, isFeminine(one))} ${many}`;
      },
    );
}

/** `3–5` is a stretch, `555-1234` a row of digits; a mark before a number makes it less than nothing. */
function dashes(text: string, words: Words): string {
  return text
    .replace(/(?<![\d-])(\d+)\s?[–-]\s?(\d+)(?![\d-])/g, (_, from: string, to: string) => {
      const row = from.length > 2 && from.length !== to.length;
      return row || Number(from) >= Number(to) ? `${from} ${to}` : `${from} ${words.to} ${to}`;
    })
    .replace(/(?<=^|[\s(=])[-−](?=\d)/g, `${words.minus} `);
}

function ordinals(text: string, words: Words, numbers: SpokenNumbers): string {
  const replaced = (source: string, found: string | undefined, end: (word: string) => string) =>
    found === undefined
      ? source
      : source.replace(new RegExp(found, 'gu'), (_, numeral: string) =>
          Number(numeral) > 0 ? end(numbers.ordinal(numeral)) : numeral,
        );
  const feminine = replaced(text, words.ordinalFeminine, (word) => word.replaceAll(/o\b/g, 'a'));
  return replaced(feminine, words.ordinal, (word) => word);
}

function digits(text: string, number: string, words: Words, numbers: SpokenNumbers): string {
  const years = words.pairedYears
    ? text.replace(/(?<![\p{L}\d.,])(1[1-9]\d\d|20[1-9]\d)(?![\p{L}\d]|[.,]\d)/gu, (year: string) =>
        numbers.year(year),
      )
    : text;
  return years
    .replace(new RegExp(number, 'g'), (written) => numbers.cardinal(numeralOf(written, words)))
    .replace(/(?<=\p{L})(?=\d)|(?<=\d)(?=\p{L})/gu, ' ');
}

/**
 * Text as a person would say it: numbers, dates, times, money, measures, signs and abbreviations
 * written out in words of `language` (BCP 47), addresses shortened, Markdown and emoji gone. A
 * language without a table keeps its numbers and signs. For voices that read letters or phonemes.
 */
export function spokenText(text: string, language: string): string {
  const primary = primaryLanguage(language);
  const words = tables[primary];
  const numbers = spokenNumbers[primary];
  const plain = plainSpeech(text).replace(/\p{Extended_Pictographic}/gu, '');
  if (!words || !numbers) return plain.replace(/\s+/g, ' ').trim();
  const group = `[${escaped(words.groupMark)}\\u00a0\\u202f]`;
  const number = `\\d{1,3}(?:${group}\\d{3})+(?:${escaped(words.decimalMark)}\\d+)?|\\d+(?:${escaped(words.decimalMark)}\\d+)?`;
  let spoken = addresses(plain, words);
  spoken = spokenDate(spoken, language, words, numbers);
  spoken = spokenTime(spoken, words, numbers);
  spoken = dashes(spoken, words);
  spoken = money(spoken, number, words, numbers);
  spoken = measures(spoken, number, words, numbers);
  spoken = ordinals(spoken, words, numbers);
  spoken = spoken.replace(
    new RegExp(`(?<![\\p{L}\\d])(${anyOf(words.abbreviations)})(?![\\p{L}\\d])`, 'gu'),
    (short) => words.abbreviations[short] ?? short,
  );
  spoken = digits(spoken, number, words, numbers);
  spoken = spoken.replace(
    new RegExp(`\\s*(${anyOf(words.signs)})\\s*`, 'gu'),
    (_, sign: string) => ` ${words.signs[sign] ?? sign} `,
  );
  return spoken
    .replace(/(?<=\p{L})\/(?=\p{L})/gu, ` ${words.slash} `)
    .replace(/\s+/g, ' ')
    .replace(/\s+(?=[,.;!?])/g, '')
    .trim();
}
