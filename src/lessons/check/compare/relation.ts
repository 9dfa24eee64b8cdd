import type { Strictness } from '../../../contracts/lesson.ts';
import { sameTime } from '../read/clock.ts';
import { isDay } from '../read/dates.ts';
import { editDistance, slipsAllowed } from './edit-distance.ts';
import { bare } from '../read/fold.ts';
import type { LanguageRules } from '../read/language.ts';
import { areOpposites } from './lexeme.ts';
import type { Word } from '../read/reading.ts';
import { soundLikeness } from './sounds.ts';

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
 * to say or hear it · `accent`, `apostrophe`, `typo`, `homophone`, `ending`, `synonym`, `digits`: a slip · `near`:
 * another word that is easily misheard · `other`: another word.
 */
export type Relation =
  | 'same'
  | 'alike'
  | 'accent'
  | 'apostrophe'
  | 'typo'
  | 'homophone'
  | 'ending'
  | 'synonym'
  | 'digits'
  | 'near'
  | 'other';

const isSpecial = (key: string): boolean => key.startsWith('#') || key.startsWith('@');
const besides = (table: ReadonlyMap<string, ReadonlySet<string>>, a: string, b: string): boolean =>
  table.get(a)?.has(b) === true;

const withoutUmlauts = (word: string): string =>
  word.replace(/ä/g, 'ae').replace(/ö/g, 'oe').replace(/ü/g, 'ue');

/** `walks` and `walk`, `rojo` and `roja`: the same stem with two endings of the language. */
function onlyEndingDiffers(a: string, b: string, endings: readonly string[]): boolean {
  const stems = (word: string): string[] => [
    word,
    ...endings
      .filter((end) => word.endsWith(end))
      .map((end) => word.slice(0, -end.length))
      // "bigger" is "big" with its last letter doubled.
      .flatMap((stem) => [stem, stem.replace(/([^aeiou])\1$/, '$1')]),
  ];
  const others = new Set(stems(b));
  return stems(a).some((stem) => stem.length >= 3 && others.has(stem));
}

function sameSound(said: string, want: string, rules: LanguageRules): boolean {
  // "le" and "les" are told apart by ear, whatever the nouns after them do.
  if (rules.audible.has(said) && rules.audible.has(want)) return said === want;
  // An umlaut is heard.
  const plain = (word: string): string => (rules.umlauts ? word : bare(word)).replaceAll("'", '');
  if (plain(said) === plain(want)) return true;
  return rules.silent.some((end) => said === want + end || want === said + end);
}

/** "km" and "kilometres"; aloud "five month" and "five months" too. */
function sameUnit(said: string, want: string, { rules, spoken }: Judging): boolean {
  const unit = rules.units.get(said);
  if (unit === undefined || unit !== rules.units.get(want)) return false;
  return spoken || said === unit || want === unit || said[0] !== want[0];
}

/** "VIII" is the eighth and eight; "the nineties" are the 1990s. */
function sameNumber(a: string, b: string): boolean {
  const [one, other] = a.endsWith('r') ? [a, b] : [b, a];
  if (one.endsWith('r')) return one.slice(0, -1) === other.replace(/[or]$/, '');
  const decade = /^#(\d{2})?(\d0)s$/;
  const [, , early] = decade.exec(a) ?? [];
  const [, , late] = decade.exec(b) ?? [];
  return early !== undefined && early === late && (a.length < 5 || b.length < 5);
}

/** A number against a word that is no number: digits for words, or a number word misspelled. */
function relateNumber(said: Word, want: Word, judging: Judging): Relation {
  if (sameTime(said.key, want.key) || sameNumber(said.key, want.key)) return 'same';
  if (isDay(said.source, want.key, judging.rules.code)) return 'same';
  if (judging.spoken && besides(judging.rules.homophones, said.key, want.key)) return 'alike';
  if (besides(judging.rules.minimalPairs, said.key, want.key)) return 'near';
  if (isSpecial(said.key) && isSpecial(want.key)) return 'other';
  const written = relateWords(said.source, want.source, judging);
  return written === 'typo' || written === 'homophone' ? written : 'other';
}

function relateWords(said: string, want: string, judging: Judging): Relation {
  const { rules, spoken, strictness, verbatim } = judging;
  if (besides(rules.either, said, want)) {
    // "je ai" is said as "j'ai" and not written so.
    const elided = rules.prefixes.includes(want);
    return elided && !spoken && said.length > 1 ? 'typo' : 'same';
  }
  const pair = besides(rules.minimalPairs, said, want);
  if (spoken && besides(rules.homophones, said, want)) return 'alike';
  if (spoken && !pair && sameSound(said, want, rules)) return 'alike';
  if (rules.umlauts && (withoutUmlauts(want) === said || withoutUmlauts(said) === want))
    return 'same';
  if (said.replaceAll("'", '') === want.replaceAll("'", '')) return 'apostrophe';
  if (areOpposites(said, want, rules.code)) return 'other';
  if (bare(said) === bare(want)) {
    if (spoken) return 'near';
    return rules.accents ? 'accent' : 'alike';
  }
  if (besides(rules.synonyms, said, want)) {
    return verbatim ? 'other' : strictness === 'exact' ? 'synonym' : 'alike';
  }
  if (besides(rules.homophones, said, want)) return 'homophone';
  if (pair) return 'near';
  if (besides(rules.forms, said, want)) return 'ending';
  const shorter = Math.min(said.length, want.length);
  const distance = editDistance(said, want, Math.max(3, Math.floor(want.length / 3)));
  const isSmall = (word: string): boolean =>
    rules.little.has(word) || rules.negations.has(word) || rules.articles.has(word);
  // "hier" for "hiver": an adverb of its own is no slip of the pen.
  const small = isSmall(said) || isSmall(want) || rules.movable.has(said);
  if (!small && onlyEndingDiffers(said, want, rules.endings)) return 'ending';
  if (
    !spoken &&
    isSmall(want) &&
    !rules.negations.has(want) &&
    !isSmall(said) &&
    shorter > 2 &&
    distance === 1
  ) {
    return 'typo';
  }
  const long = shorter > 3 || (shorter === 3 && !spoken && strictness !== 'lenient');
  if (!small && long && distance <= slipsAllowed(want.length)) return 'typo';
  const sound = small ? 'far' : soundLikeness(said, want, rules.code);
  // Written as it sounds: "roar" for "raw".
  if (!spoken && sound === 'same' && shorter >= 3) return 'homophone';
  if (sound !== 'far') return 'near';
  return distance <= Math.max(1, Math.floor(want.length / 3)) && shorter > 1 ? 'near' : 'other';
}

/**
 * Relations of an answer's words, which are compared with the same words again and again. An answer is
 * read for one way of judging, so its words carry that.
 */
const related = new WeakMap<Word, Map<Word, Relation>>();

/** Compares one word of an answer with one word of what is wanted. */
export function relate(said: Word, want: Word, judging: Judging): Relation {
  const known = related.get(said) ?? new Map<Word, Relation>();
  const found = known.get(want) ?? compare(said, want, judging);
  known.set(want, found);
  related.set(said, known);
  return found;
}

function compare(said: Word, want: Word, judging: Judging): Relation {
  // "un" alone reads as a number, before a noun as an article; written alike it is the same word.
  if (said.source === want.source) return 'same';
  if (said.key === want.key) {
    const { rules, spoken } = judging;
    // "un" and "una" are one number and two articles.
    const articles = rules.articles.has(said.source) && rules.articles.has(want.source);
    if (isSpecial(said.key) && articles) return relateWords(said.source, want.source, judging);
    if (isSpecial(said.key) && said.source !== want.source && rules.accents && !spoken) {
      if (bare(said.source) === bare(want.source)) return 'accent';
    }
    const written = /\d/.test(said.source) && /^\D+$/.test(want.source) && isSpecial(want.key);
    return written && judging.strictness === 'exact' && !judging.spoken ? 'digits' : 'same';
  }
  if (isSpecial(said.key) || isSpecial(want.key)) return relateNumber(said, want, judging);
  if ((said.counted || want.counted) && sameUnit(said.key, want.key, judging)) return 'same';
  return relateWords(said.key, want.key, judging);
}

/** The first relation of a phrase of several words with one: "ice cream" and "icecream". */
export function relateJoined(parts: readonly Word[], whole: Word, judging: Judging): Relation {
  const written = [...parts, whole].some(({ key, source }) => isSpecial(key) && /\d/.test(source));
  if (written || isSpecial(whole.key)) return 'other';
  const words = parts.map((part) => (isSpecial(part.key) ? part.source : part.key));
  const joined = words.join('');
  const letters = (text: string): string => bare(text).replaceAll("'", '');
  if (
    joined !== whole.key &&
    letters(joined) === letters(whole.key) &&
    /'/.test(joined + whole.key)
  ) {
    return judging.spoken || judging.strictness === 'lenient' ? 'alike' : 'apostrophe';
  }
  if (joined === whole.key || (judging.spoken && bare(joined) === bare(whole.key))) {
    return judging.strictness === 'exact' && !judging.spoken ? 'typo' : 'alike';
  }
  // One long name written in two: "shake spear".
  const near = joined.length >= 7 && words.every((word) => word.length > 2);
  if (near && editDistance(joined, whole.key, 1) <= 1) return 'typo';
  const phrase = words.join(' ');
  if (judging.rules.joins.get(whole.key) === phrase) return judging.spoken ? 'alike' : 'typo';
  if (judging.spoken && besides(judging.rules.homophones, phrase, whole.key)) return 'alike';
  if (!besides(judging.rules.synonyms, phrase, whole.key)) return 'other';
  return judging.verbatim ? 'other' : judging.strictness === 'exact' ? 'synonym' : 'alike';
}
