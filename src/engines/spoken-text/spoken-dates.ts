import { fillIn } from '../../base/fill-in.ts';
import type { SpokenNumbers } from './spoken-numbers.ts';

/** What a table says of dates and times. */
export interface DateWords {
  readonly months: readonly string[];
  /** In which order 3/4/2026 is meant. */
  readonly dateOrder: string;
  readonly date: string;
  readonly dateWithYear: string;
  /** The first of a month, where it alone is an ordinal. */
  readonly firstDay?: string;
  /** `one` stands for one o'clock where its form differs. */
  readonly time: {
    readonly full: string;
    readonly late: string;
    readonly minutes: string;
    readonly few: string;
    readonly one?: string;
  };
}

const fill = (pattern: string, values: Readonly<Record<string, string>>) =>
  fillIn(pattern, (name) => values[name] ?? '');

/** German declines the day: "der zwanzigste", "am zwanzigsten", "zwanzigster Mai". */
function germanEnd(ordinal: string, before: string): string {
  const word = /(\p{L}+)\s+$/u.exec(before)?.[1]?.toLowerCase() ?? '';
  if (['der', 'die', 'das', 'dieser'].includes(word)) return ordinal;
  const dative = ['am', 'vom', 'zum', 'beim', 'im', 'dem', 'den', 'bis', 'seit', 'ab', 'des'];
  return `${ordinal}${dative.includes(word) ? 'n' : 'r'}`;
}

/** Dates as words: 2026-11-20, 20/11/2026 (as the language means it), 20 November 2026. */
export function spokenDate(
  text: string,
  language: string,
  words: DateWords,
  numbers: SpokenNumbers,
): string {
  const german = language.toLowerCase().startsWith('de');
  // Only Americans put the month first.
  const monthFirst = words.dateOrder === 'mdy' && !/-(?:GB|AU|NZ|IE|IN|ZA)$/i.test(language);

  function said(day: number, month: number, year: string | undefined, before: string) {
    const name = words.months[month - 1];
    if (!name || day < 1 || day > 31) return null;
    const ordinal = numbers.ordinal(String(day));
    return fill(year ? words.dateWithYear : words.date, {
      day: day === 1 && words.firstDay ? words.firstDay : numbers.cardinal(String(day)),
      ordinal: german ? germanEnd(ordinal, before) : ordinal,
      month: name,
      year: year ? numbers.year(year) : '',
    });
  }

  const months = words.months.join('|');
  return text
    .replace(
      /\b(\d{4})-(\d\d)-(\d\d)\b/g,
      (whole, year: string, month: string, day: string, at) => {
        return said(Number(day), Number(month), year, text.slice(0, at as number)) ?? whole;
      },
    )
    .replace(
      /(?<![\d.,/])(\d{1,2})([./])(\d{1,2})\2(\d{4})(?![\d/])/g,
      (whole, first: string, mark: string, second: string, year: string, at: number) => {
        const [day, month] = monthFirst && mark === '/' ? [second, first] : [first, second];
        return said(Number(day), Number(month), year, text.slice(0, at)) ?? whole;
      },
    )
    .replace(
      new RegExp(
        `(?<![\\p{L}\\d])(\\d{1,2})(?:\\.|er|st|nd|rd|th)? (?:de |of )?(${months})(?:,? (?:de |del )?(\\d{4}))?(?![\\p{L}\\d])`,
        'giu',
      ),
      (whole, day: string, name: string, year: string | undefined, at: number, all: string) => {
        const month = words.months.findIndex((each) => each.toLowerCase() === name.toLowerCase());
        const date = said(Number(day), month + 1, year, all.slice(0, at));
        if (!date || !/ of /i.test(whole)) return date ?? whole;
        return `${numbers.ordinal(day)} of ${name}${year ? `, ${numbers.year(year)}` : ''}`;
      },
    )
    .replace(
      new RegExp(
        `(?<![\\p{L}\\d])(${months}) (\\d{1,2})(?:st|nd|rd|th)?(?:,? (\\d{4}))?(?![\\p{L}\\d:])`,
        'gu',
      ),
      (whole, name: string, day: string, year: string | undefined, at: number, all: string) =>
        said(Number(day), words.months.indexOf(name) + 1, year, all.slice(0, at)) ?? whole,
    );
}

/** Times as words: 3:30, 15:45 Uhr, 15 h 30. */
export function spokenTime(text: string, { time }: DateWords, numbers: SpokenNumbers): string {
  return text.replace(
    /(?<![\d:.,])([01]?\d|2[0-3])(?::|\s?h\s?)([0-5]\d)(?![\d:])(?:\s?(?:Uhr|h)\b)?/g,
    (_, hour: string, minute: string) => {
      const [hours, minutes] = [Number(hour), Number(minute)];
      const values = {
        hour: numbers.cardinal(String(hours)),
        minutes: numbers.cardinal(String(minutes)),
      };
      if (minutes === 0 && hours === 1 && time.one) return time.one;
      if (minutes === 0) return fill(hours <= 12 ? time.full : time.late, values);
      return fill(minutes < 10 ? time.few : time.minutes, values);
    },
  );
}
