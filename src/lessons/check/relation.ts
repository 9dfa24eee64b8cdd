import type { Strictness } from '../../contracts/lesson.ts';
import { sameTime } from './clock.ts';
import { editDistance, slipsAllowed } from './edit-distance.ts';
import { bare } from './fold.ts';
import type { LanguageRules } from './language.ts';
import type { Word } from './reading.ts';

/** What checking one answer goes by. */
export interface Judging {
  readonly rules: LanguageRules;
  readonly strictness: Strictness;
  readonly spoken: boolean;
  /** A sentence said after the tutor: the very words count. */
  readonly verbatim: boolean;
}

/**
 * How a said word relates to the wanted one. `same`: no difference that counts · `alike`: another way
 * to say or hear it · `accent`, `typo`, `ending`, `synonym`, `digits`: a slip · `near`: another word
 * that is easily misheard · `other`: another word.
 */
export type Relation =
  'same' | 'alike' | 'accent' | 'typo' | 'ending' | 'synonym' | 'digits' | 'near' | 'other';

const isSpecial = (key: string): boolean => key.startsWith('#') || key.startsWith('@');
const besides = (table: ReadonlyMap<string, ReadonlySet<string>>, a: string, b: string): boolean =>
  table.get(a)?.has(b) === true;

const withoutUmlauts = (word: string): string =>
  word.replace(/ä/g, 'ae').replace(/ö/g, 'oe').replace(/ü/g, 'ue');

/** `walks` and `walk`, `rojo` and `roja`: the same stem with two endings of the language. */
function onlyEndingDiffers(a: string, b: string, endings: readonly string[]): boolean {
  const stems = (word: string): string[] => [
    word,
    ...endings.filter((end) => word.endsWith(end)).map((end) => word.slice(0, -end.length)),
  ];
  const others = new Set(stems(b));
  return stems(a).some((stem) => stem.length >= 3 && others.has(stem));
}

function sameSound(said: string, want: string, rules: LanguageRules): boolean {
  if (besides(rules.homophones, said, want)) return true;
  const plain = (word: string): string => bare(word).replaceAll("'", '');
  if (plain(said) === plain(want)) return true;
  return rules.silent.some((end) => said === want + end || want === said + end);
}

/** A number against a word that is no number: digits for words, or a number word misspelled. */
function relateNumber(said: Word, want: Word, judging: Judging): Relation {
  if (sameTime(said.key, want.key)) return 'same';
  if (judging.spoken && besides(judging.rules.homophones, said.key, want.key)) return 'alike';
  if (isSpecial(said.key) && isSpecial(want.key)) return 'other';
  return relateWords(said.source, want.source, judging) === 'typo' ? 'typo' : 'other';
}

function relateWords(said: string, want: string, judging: Judging): Relation {
  const { rules, spoken, strictness, verbatim } = judging;
  if (besides(rules.either, said, want)) {
    // "je ai" is said as "j'ai" and not written so.
    const elided = rules.prefixes.includes(want);
    return elided && !spoken && said.length > 1 ? 'typo' : 'same';
  }
  if (spoken && sameSound(said, want, rules)) return 'alike';
  if (rules.umlauts && (withoutUmlauts(want) === said || withoutUmlauts(said) === want))
    return 'same';
  if (bare(said) === bare(want)) return rules.accents && !spoken ? 'accent' : 'alike';
  if (besides(rules.synonyms, said, want)) {
    return verbatim ? 'other' : strictness === 'exact' ? 'synonym' : 'alike';
  }
  if (besides(rules.minimalPairs, said, want)) return 'near';
  if (besides(rules.homophones, said, want)) return 'typo';
  const shorter = Math.min(said.length, want.length);
  const distance = editDistance(said, want, Math.max(3, Math.floor(want.length / 3)));
  const isSmall = (word: string): boolean =>
    rules.little.has(word) || rules.negations.has(word) || rules.articles.has(word);
  const small = isSmall(said) || isSmall(want);
  if (!small && onlyEndingDiffers(said, want, rules.endings)) return 'ending';
  if (!small && shorter > 3 && distance <= slipsAllowed(want.length)) return 'typo';
  return distance <= Math.max(1, Math.floor(want.length / 3)) && shorter > 1 ? 'near' : 'other';
}

/** Compares one word of an answer with one word of what is wanted. */
export function relate(said: Word, want: Word, judging: Judging): Relation {
  if (said.key === want.key) {
    const written = /\d/.test(said.source) && /^\D+$/.test(want.source) && isSpecial(want.key);
    return written && judging.strictness === 'exact' && !judging.spoken ? 'digits' : 'same';
  }
  if (isSpecial(said.key) || isSpecial(want.key)) return relateNumber(said, want, judging);
  return relateWords(said.key, want.key, judging);
}

/** The first relation of a phrase of several words with one: "ice cream" and "icecream". */
export function relateJoined(parts: readonly Word[], whole: Word, judging: Judging): Relation {
  if (parts.some((part) => isSpecial(part.key)) || isSpecial(whole.key)) return 'other';
  const joined = parts.map((part) => part.key).join('');
  if (joined === whole.key || (judging.spoken && bare(joined) === bare(whole.key))) {
    return judging.strictness === 'exact' && !judging.spoken ? 'typo' : 'alike';
  }
  const phrase = parts.map((part) => part.key).join(' ');
  if (judging.spoken && besides(judging.rules.homophones, phrase, whole.key)) return 'alike';
  if (!besides(judging.rules.synonyms, phrase, whole.key)) return 'other';
  return judging.verbatim ? 'other' : judging.strictness === 'exact' ? 'synonym' : 'alike';
}
