import * as german from 'n2words/de-DE';
import * as english from 'n2words/en-US';
import * as spanish from 'n2words/es-ES';
import * as french from 'n2words/fr-FR';

/** Numbers of one language as words. Numerals are digits with an optional `.` before decimals. */
export interface SpokenNumbers {
  cardinal(numeral: string): string;
  /** Of a whole number above 0. */
  ordinal(numeral: string): string;
  /** Four digits as the number of a year. */
  year(numeral: string): string;
  /** A cardinal before something that is counted: `veintiún` before euros, `vingt et une` before heures. */
  count(numeral: string, feminine: boolean): string;
}

/** Beyond this nobody follows a number; it is read digit by digit. */
const MOST_DIGITS = 12;

function byDigits(cardinal: (digit: number) => string) {
  return (numeral: string) => [...numeral].map((digit) => cardinal(Number(digit))).join(' ');
}

/** Digits after the point are read one by one, as people do. */
function withDecimals(cardinal: (value: string) => string, point: string) {
  const digits = byDigits((digit) => cardinal(String(digit)));
  return (numeral: string) => {
    const [whole = '', decimals] = numeral.split('.');
    const spoken =
      whole.length > MOST_DIGITS || /^0\d/.test(whole) ? digits(whole) : cardinal(whole || '0');
    return decimals ? `${spoken} ${point} ${digits(decimals)}` : spoken;
  };
}

const englishCardinal = withDecimals((value) => english.toCardinal(value, { and: true }), 'point');
const spanishCardinal = withDecimals((value) => spanish.toCardinal(value), 'coma');
const spanishFeminine = withDecimals(
  (value) => spanish.toCardinal(value, { gender: 'feminine' }),
  'coma',
);
const frenchCardinal = withDecimals((value) => french.toCardinal(value), 'virgule');
const germanCardinal = withDecimals((value) => german.toCardinal(value), 'Komma');

function englishYear(numeral: string): string {
  const [century, rest] = [Number(numeral.slice(0, 2)), Number(numeral.slice(2))];
  if (century % 10 === 0 && rest < 10) return englishCardinal(numeral);
  const head = englishCardinal(String(century));
  if (rest === 0) return `${head} hundred`;
  return `${head} ${rest < 10 ? 'oh ' : ''}${englishCardinal(String(rest))}`;
}

function germanYear(numeral: string): string {
  const [century, rest] = [Number(numeral.slice(0, 2)), Number(numeral.slice(2))];
  if (century < 11 || century > 19) return germanCardinal(numeral);
  return `${germanCardinal(String(century))}hundert${rest === 0 ? '' : germanCardinal(String(rest))}`;
}

/** By primary subtag; a language that is not here reads its digits as the voice does. */
export const spokenNumbers: Readonly<Record<string, SpokenNumbers>> = {
  en: {
    cardinal: englishCardinal,
    ordinal: (numeral) => english.toOrdinal(numeral),
    year: englishYear,
    count: englishCardinal,
  },
  es: {
    cardinal: spanishCardinal,
    ordinal: (numeral) => spanish.toOrdinal(numeral),
    year: spanishCardinal,
    count: (numeral, feminine) =>
      feminine
        ? spanishFeminine(numeral)
        : spanishCardinal(numeral)
            .replace(/veintiuno$/, 'veintiún')
            .replace(/uno$/, 'un'),
  },
  fr: {
    cardinal: frenchCardinal,
    ordinal: (numeral) => french.toOrdinal(numeral),
    year: frenchCardinal,
    count: (numeral, feminine) => frenchCardinal(numeral).replace(/un$/, feminine ? 'une' : 'un'),
  },
  de: {
    cardinal: germanCardinal,
    ordinal: (numeral) => german.toOrdinal(numeral),
    year: germanYear,
    count: (numeral) => germanCardinal(numeral).replace(/eins$/, 'ein'),
  },
};
