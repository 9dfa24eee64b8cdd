import { carriersOf, phraseLength, standsAt, tailLength } from './carriers.ts';
import { denialOf, denies } from './denial.ts';
import type { LanguageRules } from './language.ts';
import type { Word } from './reading.ts';

/** Words of an answer that is replaced by another, with "the answer is" in front. */
const LONGEST_ANSWER = 9;

/** Without "it is" in front. */
function withoutStatement(words: readonly Word[], rules: LanguageRules): readonly Word[] {
  const { statements } = carriersOf(rules);
  const length = phraseLength(statements, words, 0, rules, (one) => one < words.length);
  return length === 0 ? words : words.slice(length);
}

const bareOf = (words: readonly Word[], rules: LanguageRules): readonly Word[] =>
  withoutStatement(words, rules).filter((word) => !rules.articles.has(word.key));

/**
 * "Mars no Venus", "it's Mars no it's Venus": two answers of one size with a "no" between them. In
 * "I have no money" the "no" belongs to what follows.
 */
function replaces(words: readonly Word[], at: number, rules: LanguageRules): boolean {
  if (!rules.no.has(words[at]?.key ?? '') || at + 1 >= words.length) return false;
  if (at > LONGEST_ANSWER || words.length - at > LONGEST_ANSWER) return false;
  const before = words.slice(0, at);
  const last = before.at(-1)?.key ?? '';
  if (rules.copulas.has(last) || rules.little.has(last) || rules.articles.has(last)) return false;
  const next = words.slice(at + 1);
  // "No estoy segura": the "no" belongs to the verb. "Es Quito no es Lima" begins anew.
  const verb = rules.copulas.has(next[0]?.key ?? '') && withoutStatement(next, rules) === next;
  if (verb || denialOf(rules).links.has(last)) return false;
  const [one, other] = [bareOf(before, rules), bareOf(next, rules)];
  return one.length === other.length && other.length <= 3 && !denies(other, rules);
}

/** Whether a clause that says what is meant begins here: "it is not Milan it is Rome". */
function turnsAt(words: readonly Word[], at: number, rules: LanguageRules): boolean {
  const { opinions, joints } = denialOf(rules);
  const before = words[at - 1]?.key ?? '';
  if (opinions.has(before) || joints.has(before) || rules.negations.has(before)) return false;
  if (words[at]?.pause) return !joints.has(words[at].key);
  const { statements } = carriersOf(rules);
  return phraseLength(statements, words, at, rules, (length) => length < words.length - at) > 0;
}

/** "Yo no digo Lima": the phrase is what is denied, nothing is corrected. */
function isDenied(words: readonly Word[], at: number, rules: LanguageRules): boolean {
  const before = words.slice(0, at);
  const denied = rules.negations.has(before.at(-1)?.key ?? '') && !words[at]?.pause;
  return denied && before.slice(0, -1).every(({ key }) => rules.little.has(key));
}

/**
 * What is meant where the correction comes last: "red, blue I mean", "am Montag, am Dienstag meine
 * ich". Two answers of one size, with a pause between them or begun by the same word.
 */
export function beforeAfterthought(
  words: readonly Word[],
  want: readonly Word[],
  rules: LanguageRules,
): readonly Word[] | null {
  const length = tailLength(carriersOf(rules).afterwards, words, rules);
  const said = words.slice(0, words.length - length);
  const phrase = words.slice(said.length).map((word) => word.key);
  if (length === 0 || want.some((_, place) => standsAt(phrase, want, place, rules))) return null;
  if (denies(said, rules) || said.some(({ key }) => rules.or.has(key))) return null;
  for (let at = said.length - 1; at > 0; at--) {
    const begun = said[at]?.key === said[0]?.key;
    if (!said[at]?.pause && !begun) continue;
    const [one, other] = [bareOf(said.slice(0, at), rules), bareOf(said.slice(at), rules)];
    if (one.length === other.length && other.length <= 3) return said.slice(at);
  }
  return null;
}

/**
 * What follows the last "I mean" or "no, wait": people correct themselves, and the last word counts.
 * Null where nothing is corrected. A phrase that the wanted text holds itself ("I am sorry") is no
 * correction.
 */
export function afterCorrection(
  words: readonly Word[],
  want: readonly Word[],
  rules: LanguageRules,
): readonly Word[] | null {
  const { corrections } = carriersOf(rules);
  const wantDenies = denies(want, rules);
  const firstDenial = words.findIndex(({ key }) => rules.negations.has(key));
  /** Whether nothing is denied from here on; the loop goes from the end. */
  let positive = true;
  const wanted = (at: number, length: number): boolean => {
    const phrase = words.slice(at, at + length).map((word) => word.key);
    return want.some((_, place) => standsAt(phrase, want, place, rules));
  };
  for (let at = words.length - 1; at > 0; at--) {
    const but = rules.but.has(words[at]?.key ?? '');
    positive &&= !rules.negations.has(words[at]?.key ?? '');
    const denied = firstDenial >= 0 && firstDenial < at;
    if (denied && positive && !wantDenies && (but || turnsAt(words, at, rules))) {
      const rest = words.slice(but ? at + 1 : at);
      if (rest.length > 0) return rest;
    }
    const length = phraseLength(corrections, words, at, rules, (one) => at + one < words.length);
    const corrected = length > 0 && !wanted(at, length) && !isDenied(words, at, rules);
    // "No, mejor azul": the whole phrase goes, not the "no" alone.
    if (corrected && length > 1) return words.slice(at + length);
    const no = rules.no.has(words[at]?.key ?? '');
    if (no && words[at]?.pause && words[at + 1]?.pause) return words.slice(at + 1);
    if (!wantDenies && replaces(words, at, rules)) return words.slice(at + 1);
    if (corrected) return words.slice(at + length);
  }
  return null;
}
