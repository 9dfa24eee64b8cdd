import { languageNames, numberFormat } from '../base/intl.ts';
import { primaryLanguage } from '../base/primary-language.ts';
import common from '../messages/language-names.json' with { type: 'json' };
import type { Translate } from '../messages/translate.ts';

/** The languages of most lessons: the platform's own names take a phone a tenth of a second to load. */
const COMMON: Readonly<Record<string, Readonly<Record<string, string>>>> = common;

/** A language in the reader's own words: `en` → "English", "inglés". The tag where it is unknown. */
export function languageName(locale: string, tag: string): string {
  const primary = primaryLanguage(tag);
  const known = COMMON[locale]?.[primary];
  if (known) return known;
  const name = languageNames(locale).of(primary);
  if (!name) return tag;
  return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1);
}

/** The mark of a language in the margin: `es-MX` → "ES". */
export function languageMark(tag: string): string {
  return primaryLanguage(tag).toUpperCase();
}

/** Bytes as people read them: "43 MB", "1.2 GB"; one digit after the point below 10. */
export function bytesInWords(locale: string, bytes: number): string {
  const [unit, divisor] =
    bytes >= 1e9
      ? (['gigabyte', 1e9] as const)
      : bytes >= 1e6
        ? (['megabyte', 1e6] as const)
        : (['kilobyte', 1e3] as const);
  const value = bytes / divisor;
  return numberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value);
}

/** A wait, as exactly as anybody feels it: "0.7 s", "3 s". `ms`: milliseconds. */
export function secondsInWords(locale: string, ms: number): string {
  const seconds = Math.max(0.1, ms / 1000);
  return numberFormat(locale, {
    style: 'unit',
    unit: 'second',
    unitDisplay: 'short',
    maximumFractionDigits: seconds < 2 ? 1 : 0,
  }).format(seconds);
}

/** A length of time: "6 min 20 s", "45 s". */
export function durationInWords(t: Translate, ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return t('time.seconds', { seconds });
  if (seconds % 60 === 0) return t('time.minutes', { minutes });
  return t('time.minutesSeconds', { minutes, seconds: seconds % 60 });
}

/** A day: "12 Nov 2026". `at` in ms since 1970. */
export function dayInWords(locale: string, at: number): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(at);
}

/** Small numbers as words, larger ones as figures; words are feminine where a language has gender. */
export function numberInWords(t: Translate, locale: string, value: number): string {
  const key = `number.${value}`;
  const word = t(key);
  return word === key ? numberFormat(locale).format(value) : word;
}

/** The same with a capital, for the start of a sentence. */
export function capitalised(locale: string, text: string): string {
  return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
}
