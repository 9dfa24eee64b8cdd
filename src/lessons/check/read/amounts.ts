import table from '../data/measures.json' with { type: 'json' };
import { fold } from './fold.ts';
import type { LanguageRules } from './language.ts';
import type { NumberWords } from './number-words.ts';
import { readNumber } from './numbers.ts';
import { phraseAt } from './phrase-at.ts';
import type { Token } from './tokens.ts';

/** Money of one kind: "dollars" and "bucks", and the cents inside. */
interface Money {
  readonly main: string;
  readonly names: ReadonlySet<string>;
  readonly parts: ReadonlySet<string>;
}

/** How one language says amounts. Words are folded. */
interface Measures {
  readonly phrases: readonly { readonly unit: string; readonly words: readonly string[] }[];
  readonly money: readonly Money[];
  readonly and: ReadonlySet<string>;
  readonly half: readonly (readonly string[])[];
  readonly below: readonly (readonly string[])[];
  /** A unit, and the vaguer word that stands for it. */
  readonly specific: readonly string[];
  /** "of a" between a fraction and its unit. */
  readonly partLinks: readonly (readonly string[])[];
  /** Units of which a half is said for the smaller one: `h`, `min`, 60. */
  readonly halves: readonly (readonly string[])[];
}

const words = (text: string): string[] => fold(text).split(' ');
const set = (text: string): ReadonlySet<string> => new Set(words(text));

const known: ReadonlyMap<string, Measures> = new Map(
  Object.entries(table).map(([code, one]) => [
    code,
    {
      phrases: Object.entries(one.phrases)
        .flatMap(([unit, all]) => all.map((phrase) => ({ unit, words: words(phrase) })))
        .sort((a, b) => b.words.length - a.words.length),
      money: one.money.map(({ main, names, parts }) => ({
        main: fold(main),
        names: set(names),
        parts: set(parts),
      })),
      and: set(one.and),
      half: one.half.map(words),
      below: one.below.map(words),
      specific: words(one.specific),
      partLinks: one.partLinks.map(words),
      halves: one.halves.map(words),
    },
  ]),
);
const NONE: Measures = {
  phrases: [],
  money: [],
  and: new Set(),
  half: [],
  below: [],
  specific: [],
  partLinks: [],
  halves: [],
};
const measuresOf = (code: string): Measures => known.get(code) ?? NONE;

/** What follows a number and belongs to it. */
export interface AmountTail {
  readonly value: number;
  /** Key of the unit's word; null where none was named. */
  readonly unit: string | null;
  readonly end: number;
}

const anyPhrase = (said: readonly Token[], at: number, phrases: readonly (readonly string[])[]) =>
  said[at]?.pause === true ? -1 : Math.max(-1, ...phrases.map((one) => phraseAt(said, at, one)));

/** Nothing of weight follows: "two dollars fifty", but not "two dollars fifty apples". */
function endsHere(said: readonly Token[], at: number, rules: LanguageRules): boolean {
  const next = said[at];
  return next === undefined || next.pause || next.kind === 'sign' || rules.little.has(next.fold);
}

/** The cents after "two dollars": "fifty", "and fifty cents", "con diez", "and a half". */
function moneyTail(
  said: readonly Token[],
  at: number,
  { parts }: Money,
  { numbers, rules }: { numbers: NumberWords; rules: LanguageRules },
): { cents: number; end: number } | null {
  const { and, half } = measuresOf(rules.code);
  const halfEnd = anyPhrase(said, at, half);
  if (halfEnd > 0) return { cents: 50, end: halfEnd };
  const joined = and.has(said[at]?.fold ?? '') && said[at]?.pause === false;
  const start = joined ? at + 1 : at;
  if (said[start]?.pause) return null;
  const cents = readNumber(said, start, numbers);
  if (!cents || cents.ordinal || !Number.isInteger(cents.value)) return null;
  if (cents.value < 1 || cents.value > 99) return null;
  const named = parts.has(said[cents.end]?.fold ?? '') && said[cents.end]?.pause === false;
  if (named) return { cents: cents.value, end: cents.end + 1 };
  return endsHere(said, cents.end, rules) ? { cents: cents.value, end: cents.end } : null;
}

/**
 * The unit after a number of `value` and what belongs to it: "dollars fifty", "kilometers an hour",
 * "per cent", "degrees below zero". Null where the number stands alone or before another word.
 */
export function amountTail(
  said: readonly Token[],
  at: number,
  value: number,
  { numbers, rules }: { numbers: NumberWords; rules: LanguageRules },
): AmountTail | null {
  const measures = measuresOf(rules.code);
  const first = said[at];
  if (!first || first.pause) return null;
  const cold = (unit: string | null, end: number): AmountTail | null => {
    const below = value > 0 ? anyPhrase(said, end, measures.below) : -1;
    return below > 0 ? { value: -value, unit, end: below } : null;
  };
  for (const { unit, words: phrase } of measures.phrases) {
    const end = phraseAt(said, at, phrase);
    if (end > 0) return cold(unit, end) ?? { value, unit, end };
  }
  const unitOf = (place: number): string => said[place]?.fold.replace(/^d'/, '') ?? '';
  const link = Number.isInteger(value) ? at : Math.max(at, anyPhrase(said, at, measures.partLinks));
  const part = unitOf(link);
  if (!Number.isInteger(value) && (link > at || part !== first.fold) && rules.units.has(part)) {
    return { value, unit: part, end: link + 1 };
  }
  const money = measures.money.find(({ names }) => names.has(first.fold));
  if (money && Number.isInteger(value) && value >= 0) {
    const tail = moneyTail(said, at + 1, money, { numbers, rules });
    if (tail) return { value: value + tail.cents / 100, unit: first.fold, end: tail.end };
  }
  const half = rules.units.has(first.fold) ? anyPhrase(said, at + 1, measures.half) : -1;
  if (half > 0) return { value: value + 0.5, unit: first.fold, end: half };
  return cold(null, at) ?? (rules.units.has(first.fold) ? cold(first.fold, at + 1) : null);
}

/** "euro y medio", "an hour and a half": one unit and a half, where no number stands before. */
export function unitAndHalf(
  said: readonly Token[],
  at: number,
  rules: LanguageRules,
): AmountTail | null {
  const unit = said[at]?.fold ?? '';
  if (!rules.units.has(unit)) return null;
  const end = anyPhrase(said, at + 1, measuresOf(rules.code).half);
  return end > 0 ? { value: 1.5, unit, end } : null;
}

/** The kinds of money that a part belongs to: "dollars" and "euros" for "cents". */
export function partsOfMoney(unit: string, code: string): readonly string[] {
  return measuresOf(code)
    .money.filter(({ parts }) => parts.has(unit))
    .map(({ main }) => main);
}

/** How many of the smaller unit a larger one has, where people say a half of it: 60 for hours and minutes. */
export function smallerUnits(larger: string, smaller: string, code: string): number | null {
  const found = measuresOf(code).halves.find(([one, other]) => one === larger && other === smaller);
  return found ? Number(found[2]) : null;
}

/** Whether one of two units only leaves out what the other names: "degrees" for "degrees Celsius". */
export function vaguerUnit(a: string, b: string, code: string): boolean {
  const { specific } = measuresOf(code);
  return specific.includes(a) && specific.includes(b);
}
