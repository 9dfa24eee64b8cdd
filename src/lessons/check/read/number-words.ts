import de from '../data/numbers-de.json' with { type: 'json' };
import en from '../data/numbers-en.json' with { type: 'json' };
import es from '../data/numbers-es.json' with { type: 'json' };
import fr from '../data/numbers-fr.json' with { type: 'json' };
import { bare, fold } from './fold.ts';

type Words = ReadonlySet<string>;
/** A word to its value. */
type Values = ReadonlyMap<string, number>;

/** Words that stand for a number together; the value of a mere link is 0. */
export interface NumberPhrase {
  readonly words: readonly string[];
  readonly value: number;
}

/** How one language says numbers and dates. Words are folded; accents may be left out. */
export interface NumberWords {
  readonly code: string;
  readonly cardinals: Values;
  readonly ordinals: Values;
  readonly hundred: Words;
  /** The largest number that may stand before "hundred": "nineteen hundred". */
  readonly hundreds: number;
  /** The only counts before "hundred", where not all are: "dos cientos", never "cinco cientos". */
  readonly hundredCounts: readonly number[];
  /** Thousand, million … */
  readonly scales: Values;
  /** "and" after a hundred, "y" and "et" after tens. */
  readonly joinHundreds: Words;
  readonly joinTens: Words;
  /** "a" in "a hundred". */
  readonly one: Words;
  readonly point: Words;
  readonly minus: Words;
  /** "th" in "4th". */
  readonly suffixes: Words;
  readonly decimalComma: boolean;
  /** French counts on after sixty and eighty by tens: the word for twenty in "quatre-vingts". */
  readonly twenties: Words;
  readonly fractions: Values;
  readonly fractionLinks: Words;
  /** "partes" in "tres cuartas partes". */
  readonly fractionTails: Words;
  readonly andFraction: Words;
  /** "oh" for zero inside years, times and strings of digits. */
  readonly oh: Words;
  /** "double" and "triple" in a string of digits. */
  readonly times: Values;
  /** "y" in "diez y seis", which is one word today. */
  readonly joinTeens: Words;
  /** "dozen". */
  readonly dozens: Values;
  /** "nineties", and the ending of "1990s". */
  readonly decades: Values;
  readonly decadeSuffixes: Words;
  /** "con" in the price "tres con veinte". */
  readonly priceLinks: Words;
  /** "over" in "two over three". */
  readonly over: Words;
  /** "out of" in "two out of three": a share, or only the count of a whole. */
  readonly shares: readonly (readonly string[])[];
  /** "squared", and "to the power of" before a number with "power" after it. */
  readonly powers: readonly NumberPhrase[];
  readonly powerLinks: readonly NumberPhrase[];
  readonly powerTails: Words;
  readonly months: Values;
  readonly dateArticles: Words;
  readonly dateLinks: Words;
  readonly yearLinks: Words;
}

/** A whole number said in words. `end` is the place of the token after it. */
export interface WholeNumber {
  readonly value: number;
  readonly ordinal: boolean;
  readonly end: number;
}

const set = (list: string): Words => new Set(fold(list).split(' ').filter(Boolean));
function values(table: object): Values {
  const found = new Map<string, number>();
  const entries = Object.entries(table as Record<string, number>);
  for (const [word, value] of entries) found.set(bare(fold(word)), value);
  for (const [word, value] of entries) found.set(fold(word), value);
  return found;
}

/** The tables as they stand in data/numbers-*.json. */
interface NumberTable {
  readonly cardinals: object;
  readonly ordinals: object;
  readonly scales: object;
  readonly fractions: object;
  readonly months: object;
  readonly hundred: string;
  readonly hundreds: number;
  readonly hundredCounts: readonly number[];
  readonly fractionTails: string;
  readonly shares: readonly string[];
  readonly joinHundreds: string;
  readonly joinTens: string;
  readonly one: string;
  readonly point: string;
  readonly minus: string;
  readonly suffixes: string;
  readonly decimalComma: boolean;
  readonly twenties: string;
  readonly fractionLinks: string;
  readonly andFraction: string;
  readonly oh: string;
  readonly times: object;
  readonly joinTeens: string;
  readonly dozens: object;
  readonly decades: object;
  readonly decadeSuffixes: string;
  readonly priceLinks: string;
  readonly over: string;
  readonly powers: object;
  readonly powerLinks: readonly string[];
  readonly powerTails: string;
  readonly dateArticles: string;
  readonly dateLinks: string;
  readonly yearLinks: string;
}

function build(code: string, table: NumberTable): NumberWords {
  return {
    code,
    cardinals: values(table.cardinals),
    ordinals: values(table.ordinals),
    hundred: set(table.hundred),
    hundreds: table.hundreds,
    hundredCounts: table.hundredCounts,
    fractionTails: set(table.fractionTails),
    shares: table.shares.map((words) => fold(words).split(' ')),
    scales: values(table.scales),
    joinHundreds: set(table.joinHundreds),
    joinTens: set(table.joinTens),
    one: set(table.one),
    point: set(table.point),
    minus: set(table.minus),
    suffixes: set(table.suffixes),
    decimalComma: table.decimalComma,
    twenties: set(table.twenties),
    fractions: values(table.fractions),
    fractionLinks: set(table.fractionLinks),
    andFraction: set(table.andFraction),
    oh: set(table.oh),
    times: values(table.times),
    joinTeens: set(table.joinTeens),
    dozens: values(table.dozens),
    decades: values(table.decades),
    decadeSuffixes: set(table.decadeSuffixes),
    priceLinks: set(table.priceLinks),
    over: set(table.over),
    powers: Object.entries(table.powers as Record<string, number>).map(([words, value]) => ({
      words: fold(words).split(' '),
      value,
    })),
    powerLinks: table.powerLinks.map((words) => ({ words: fold(words).split(' '), value: 0 })),
    powerTails: set(table.powerTails),
    months: values(table.months),
    dateArticles: set(table.dateArticles),
    dateLinks: set(table.dateLinks),
    yearLinks: set(table.yearLinks),
  };
}

const known: ReadonlyMap<string, NumberWords> = new Map(
  Object.entries({ en, es, fr, de }).map(([code, table]) => [code, build(code, table)]),
);
const nothing = { cardinals: {}, ordinals: {}, scales: {}, fractions: {}, months: {}, times: {} };
const noPhrases = {
  dozens: {},
  decades: {},
  powers: {},
  powerLinks: [],
  powerTails: '',
  over: '',
  shares: [],
};
const noWords = { hundred: '', minus: '', point: '', suffixes: '', one: '', oh: '' };
const digitsOnly = build('', { ...en, ...nothing, ...noPhrases, ...noWords });

/** Number words of a language code; digits alone for languages without a table. */
export function numberWords(code: string): NumberWords {
  return known.get(code) ?? digitsOnly;
}
