import table from '../data/keyword-denial.json' with { type: 'json' };
import { phraseIndex, phraseLength, tailLength, type Phrases } from './carriers.ts';
import type { LanguageRules } from './language.ts';
import type { Word } from './reading.ts';

/** How many words before a keyword a "not" still denies it: "does not need light". */
const DENIAL_REACH = 3;

const tables: Readonly<
  Partial<Record<string, { after: readonly string[]; before: readonly string[] }>>
> = table;
const built = new WeakMap<LanguageRules, { after: Phrases; before: Phrases }>();

function denialsOf(rules: LanguageRules) {
  const known = built.get(rules);
  if (known) return known;
  const { after = [], before = [] } = tables[rules.code] ?? {};
  const made = { after: phraseIndex(after, rules), before: phraseIndex(before, rules) };
  built.set(rules, made);
  return made;
}

/**
 * Whether the words from `from` to `to` are denied where they stand: "does not need light", "light is
 * not part of it", "it has nothing to do with light". A pause ends what a "not" reaches.
 */
export function deniedAt(
  said: readonly Word[],
  from: number,
  to: number,
  rules: LanguageRules,
): boolean {
  const { after, before } = denialsOf(rules);
  if (phraseLength(after, said, to, rules) > 0 && said[to]?.pause === false) return true;
  const article = rules.articles.has(said[from - 1]?.key ?? '') ? 1 : 0;
  const lead = said.slice(0, from - article);
  if (tailLength(before, [BEFORE_ALL, ...lead], rules) > 0) return true;
  if (said[from]?.pause) return false;
  const reach = said.slice(Math.max(0, from - DENIAL_REACH), from);
  const start = reach.findLastIndex((other) => other.pause);
  return reach.slice(Math.max(0, start)).some((other) => rules.negations.has(other.key));
}

/** What is looked for at the end of a text leaves its first word out; after this one it may be all of it. */
const BEFORE_ALL: Word = { key: '', source: '', unit: -1, pause: false, counted: false };
