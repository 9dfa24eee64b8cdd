import { primaryLanguage } from '../../base/primary-language.ts';
import german from './data/rivals-de.json' with { type: 'json' };
import english from './data/rivals-en.json' with { type: 'json' };
import spanish from './data/rivals-es.json' with { type: 'json' };
import french from './data/rivals-fr.json' with { type: 'json' };

/**
 * What learners say instead of the right form, one slip at a time, by rule: articles, agreement,
 * tense, plural, gender, small words. A recogniser writes the form that it expects to hear ("an
 * apple" for "a apple"), so a form is only believed when it beats these by ear.
 */

/** The rules of a language; words are in lower case. */
interface RivalRules {
  /** Groups of words that are said for each other. */
  readonly swaps: readonly string[];
  /** Words that are said for another one, but not the other way round. */
  readonly oneWay: Readonly<Record<string, string>>;
  /** Words that are left out. */
  readonly drops: string;
  /** What is said with a word too many. */
  readonly added: Readonly<Record<string, string>>;
  /** Forms of one word; each is said for each. */
  readonly forms: readonly string[];
  /** Endings as patterns and what stands there instead, tried on words that `keep` does not name. */
  readonly endings: readonly (readonly [pattern: string, instead: string])[];
  readonly keep: string;
}

const tables: Readonly<Record<string, RivalRules>> = {
  en: english as unknown as RivalRules,
  es: spanish as unknown as RivalRules,
  fr: french as unknown as RivalRules,
  de: german as unknown as RivalRules,
};

interface Compiled {
  /** Closed classes and listed forms: the likelier slips. */
  readonly listed: ReadonlyMap<string, ReadonlySet<string>>;
  readonly endings: readonly (readonly [RegExp, string])[];
  readonly keep: ReadonlySet<string>;
}

const compiled = new Map<string, Compiled>();
/** Shorter words have no ending to get wrong. */
const SHORTEST = 3;
/** A word, and what stands around it. */
const WORD = /^([^\p{L}\p{N}]*)([\p{L}\p{N}][\p{L}\p{N}'’-]*)(.*)$/u;

function compile(code: string): Compiled | null {
  const known = compiled.get(code);
  const rules = tables[code];
  if (known || !rules) return known ?? null;
  const listed = new Map<string, Set<string>>();
  const add = (word: string, instead: string) => {
    if (word !== instead) listed.set(word, (listed.get(word) ?? new Set()).add(instead));
  };
  for (const group of [...rules.swaps, ...rules.forms]) {
    const words = group.split(' ').map((word) => word.replaceAll('_', ' '));
    for (const word of words) for (const other of words) add(word, other);
  }
  for (const [word, others] of Object.entries(rules.oneWay))
    for (const other of others.split(' ')) add(word, other);
  for (const [word, phrase] of Object.entries(rules.added)) add(word, phrase);
  for (const word of rules.drops.split(' ').filter(Boolean)) add(word, '');
  const made: Compiled = {
    listed,
    endings: rules.endings.map(([pattern, instead]) => [new RegExp(pattern, 'u'), instead]),
    keep: new Set([...rules.keep.split(' '), ...listed.keys()]),
  };
  compiled.set(code, made);
  return made;
}

/** Written like the word whose place it takes. */
function casedLike(word: string, instead: string): string {
  const first = word.charAt(0);
  if (first === first.toLowerCase()) return instead;
  return instead.charAt(0).toUpperCase() + instead.slice(1);
}

function insteadOf(word: string, first: boolean, rules: Compiled): string[] {
  const plain = word.toLowerCase().replaceAll('’', "'");
  const listed = rules.listed.get(plain);
  if (listed) return [...listed];
  // Names have no endings of their own.
  const name = !first && word.charAt(0) !== word.charAt(0).toLowerCase();
  if (name || plain.length < SHORTEST || rules.keep.has(plain) || !/^\p{L}+$/u.test(plain))
    return [];
  for (const [pattern, instead] of rules.endings) {
    if (pattern.test(plain))
      return instead.split(' ').map((each) => plain.replace(pattern, each === '-' ? '' : each));
  }
  return [];
}

/**
 * The text with one slip in it, once per slip, the likelier ones first, at most `most`. Empty for a
 * language without rules.
 */
export function rivalsOf(text: string, language: string, most: number): readonly string[] {
  const rules = compile(primaryLanguage(language));
  if (!rules) return [];
  const words = text.trim().split(/\s+/);
  const listed: string[] = [];
  const byEnding: string[] = [];
  words.forEach((written, place) => {
    const [, before = '', word = '', after = ''] = WORD.exec(written) ?? [];
    if (word === '') return;
    const known = rules.listed.has(word.toLowerCase().replaceAll('’', "'"));
    for (const instead of insteadOf(word, place === 0, rules)) {
      const said = instead === '' ? '' : `${before}${casedLike(word, instead)}${after}`;
      const rival = words.map((each, at) => (at === place ? said : each)).filter(Boolean);
      if (rival.length > 0) (known ? listed : byEnding).push(rival.join(' '));
    }
  });
  return [...new Set([...listed, ...byEnding])].filter((rival) => rival !== text).slice(0, most);
}
