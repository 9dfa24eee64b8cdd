import de from '../data/carriers-de.json' with { type: 'json' };
import en from '../data/carriers-en.json' with { type: 'json' };
import es from '../data/carriers-es.json' with { type: 'json' };
import fr from '../data/carriers-fr.json' with { type: 'json' };
import type { LanguageRules } from './language.ts';
import { compilePattern, patternReadings } from './pattern.ts';
import { readText, type Word } from './reading.ts';

/** A pattern of data/carriers-*.json is taken in at most so many of its readings. */
const MOST_READINGS = 600;

/** Phrases of keys by their first key, the longest first. */
export type Phrases = ReadonlyMap<string, readonly (readonly string[])[]>;

/** What people say around an answer, in one language. */
export interface Carriers {
  /** "It is", "the answer is": what makes a sentence of an answer. */
  readonly statements: Phrases;
  /** What stands before an answer, statements included: "I think", "my guess is". */
  readonly leads: Phrases;
  /** What stands before an answer with a pause between: "Good question." */
  readonly openers: Phrases;
  /** What stands after it: "please", "I think". */
  readonly tails: Phrases;
  /** What stands between a slip and what was meant: "I mean". */
  readonly corrections: Phrases;
  /** What stands after what was meant, where the slip is before it: "red, blue I mean". */
  readonly afterwards: Phrases;
  /** What stands before a letter or a number alone: "option", "the letter". */
  readonly labels: Phrases;
  /** What may stand anywhere: "please". */
  readonly courtesy: Phrases;
  /** What is said to win time: "let me think". */
  readonly thinking: Phrases;
}

const tables: Readonly<Record<string, Readonly<Record<keyof Carriers, readonly string[]>>>> = {
  de,
  en,
  es,
  fr,
};
const nothing = {
  statements: [],
  leads: [],
  openers: [],
  tails: [],
  corrections: [],
  afterwards: [],
  labels: [],
  courtesy: [],
  thinking: [],
};
const built = new WeakMap<LanguageRules, Carriers>();

/** Patterns of a language's data, expanded for finding them in a text. */
export function phraseIndex(patterns: readonly string[], rules: LanguageRules): Phrases {
  const manner = { byEar: false, loose: false, numbers: 'apart' } as const;
  const found = new Map<string, (readonly string[])[]>();
  const known = new Set<string>();
  for (const pattern of patterns) {
    for (const text of patternReadings(compilePattern(pattern), MOST_READINGS)) {
      const keys = readText(text, rules, manner).words.map((word) => word.key);
      const [first] = keys;
      if (first === undefined || known.has(keys.join(' '))) continue;
      known.add(keys.join(' '));
      found.set(first, [...(found.get(first) ?? []), keys]);
    }
  }
  for (const [first, all] of found)
    found.set(
      first,
      all.sort((a, b) => b.length - a.length),
    );
  return found;
}

/** The phrases of a language; read once. */
export function carriersOf(rules: LanguageRules): Carriers {
  const known = built.get(rules);
  if (known) return known;
  const table = tables[rules.code] ?? nothing;
  const made: Carriers = {
    statements: phraseIndex(table.statements, rules),
    leads: phraseIndex([...table.statements, ...table.leads], rules),
    openers: phraseIndex(table.openers, rules),
    tails: phraseIndex(table.tails, rules),
    corrections: phraseIndex(table.corrections, rules),
    afterwards: phraseIndex(table.afterwards, rules),
    labels: phraseIndex(table.labels, rules),
    courtesy: phraseIndex(table.courtesy, rules),
    thinking: phraseIndex(table.thinking, rules),
  };
  built.set(rules, made);
  return made;
}

/** Whether a phrase stands at a place; "it's" stands for "it is". */
export function standsAt(
  phrase: readonly string[],
  words: readonly Word[],
  at: number,
  rules: LanguageRules,
): boolean {
  return phrase.every((key, k) => {
    const said = words[at + k]?.key;
    return said === key || (said !== undefined && rules.either.get(said)?.has(key) === true);
  });
}

/** How many words the longest phrase at a place has that `fits`; 0 when none stands there. */
export function phraseLength(
  phrases: Phrases,
  words: readonly Word[],
  at: number,
  rules: LanguageRules,
  fits: (length: number) => boolean = () => true,
): number {
  const first = words[at]?.key;
  if (first === undefined) return 0;
  const found = (key: string): number =>
    phrases.get(key)?.find((phrase) => fits(phrase.length) && standsAt(phrase, words, at, rules))
      ?.length ?? 0;
  let length = found(first);
  for (const other of rules.either.get(first) ?? []) length = Math.max(length, found(other));
  return length;
}

/** How many words the longest phrase has that the text ends with, leaving at least one before it. */
export function tailLength(phrases: Phrases, words: readonly Word[], rules: LanguageRules): number {
  const from = Math.max(1, words.length - longestOf(phrases));
  for (let at = from; at < words.length; at++) {
    const rest = words.length - at;
    if (phraseLength(phrases, words, at, rules, (length) => length === rest) > 0) return rest;
  }
  return 0;
}

const longest = new WeakMap<Phrases, number>();
/** Words of the longest phrase. */
function longestOf(phrases: Phrases): number {
  const known = longest.get(phrases);
  if (known !== undefined) return known;
  const made = Math.max(0, ...[...phrases.values()].flat().map((phrase) => phrase.length));
  longest.set(phrases, made);
  return made;
}

/** The words without courtesy, wherever it stands; null when there is none. */
export function withoutCourtesy(
  words: readonly Word[],
  rules: LanguageRules,
): readonly Word[] | null {
  const { courtesy } = carriersOf(rules);
  const kept: Word[] = [];
  for (let at = 0; at < words.length;) {
    const length = phraseLength(courtesy, words, at, rules);
    if (length === 0) kept.push(...words.slice(at, at + 1));
    at += Math.max(1, length);
  }
  return kept.length === words.length || kept.length === 0 ? null : kept;
}
