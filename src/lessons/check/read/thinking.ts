import { carriersOf, phraseLength } from './carriers.ts';
import type { LanguageRules } from './language.ts';
import { withoutHesitations } from './fillers.ts';
import type { Word } from './reading.ts';

/** Who says more has said something. */
const LONGEST_THOUGHT = 14;

/**
 * Whether an answer has not begun: "Hmm", "let me think", "I think it is a". Only openings, little
 * words and what wins time; nothing that could be meant as an answer.
 */
export function isThinking(words: readonly Word[], rules: LanguageRules): boolean {
  const said = withoutHesitations(words, rules);
  if (said.length === 0 || said.every(({ key }) => rules.hesitations.has(key))) return true;
  if (said.length > LONGEST_THOUGHT) return false;
  const { leads, openers, thinking } = carriersOf(rules);
  let at = 0;
  let wins = false;
  while (at < said.length) {
    const won = phraseLength(thinking, said, at, rules);
    // One word alone, "yes" or "then", may be meant as an answer.
    const lead = Math.max(
      phraseLength(leads, said, at, rules, (length) => length > 1 || at > 0),
      phraseLength(openers, said, at, rules),
    );
    const length = Math.max(won, lead);
    if (length === 0) break;
    wins ||= won > 0 || length > 1;
    at += length;
  }
  const rest = said.slice(at);
  const open = ({ key }: Word): boolean => rules.articles.has(key) || rules.hesitations.has(key);
  const courtesy = phraseLength(carriersOf(rules).courtesy, said, 0, rules);
  return (wins || at === 0) && courtesy < said.length && rest.every(open);
}

/**
 * Whether the words are the beginning of what is wanted and a pause may have cut them off. What
 * only courtesy is missing from was said to the end.
 */
export function isBeginning(
  said: readonly Word[],
  want: readonly Word[],
  equal: (a: Word, b: Word) => boolean,
  rules: LanguageRules,
): boolean {
  if (said.length === 0) return false;
  const begins = (words: readonly Word[]): boolean =>
    words.length > 0 &&
    words.length < want.length &&
    words.every((word, i) => {
      const other = want[i];
      return other !== undefined && equal(word, other);
    });
  // An article may belong to what follows: "a las" before "nueve" is one time.
  const end = said.findLastIndex(({ key }) => !rules.articles.has(key)) + 1;
  const begun = [said.length, end].find((length) => begins(said.slice(0, length)));
  if (begun === undefined) return false;
  const missing = want.slice(begun);
  return phraseLength(carriersOf(rules).tails, missing, 0, rules) < missing.length;
}
