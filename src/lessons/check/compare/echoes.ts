import { takesBack } from '../read/denial.ts';
import { cores } from '../read/fillers.ts';
import { isThinking } from '../read/thinking.ts';
import type { Reading, Word } from '../read/reading.ts';
import type { Judging } from './relation.ts';
import { polarityOf } from './yes-no.ts';

/** More clauses than this are a talk, no answer said again. */
const MOST_CLAUSES = 5;
const LONGEST_TALK = 60;

/** The words between one pause and the next. */
function clausesOf(words: readonly Word[]): readonly (readonly Word[])[] {
  const found: Word[][] = [];
  for (const word of words) {
    if (word.pause || found.length === 0) found.push([]);
    found.at(-1)?.push(word);
  }
  return found;
}

/**
 * An answer that was given in every clause, once: "window. The window.", "it's Paris, I think it's
 * Paris". A clause that only says "yes" or wins time counts for nothing. Articles may be added, and
 * the last one counts. Empty where the clauses say different things, or only one says something.
 */
export function withoutEchoes(reading: Reading, judging: Judging): readonly Reading[] {
  const { rules, verbatim, strictness } = judging;
  const { words } = reading;
  if (verbatim || strictness === 'exact' || words.length > LONGEST_TALK) return [];
  const clauses = clausesOf(words);
  if (clauses.length < 2 || clauses.length > MOST_CLAUSES || takesBack(words, rules)) return [];
  const answers = clauses
    .filter((clause) => polarityOf(clause, rules) !== 'yes' && !isThinking(clause, rules))
    .map((clause) => cores(clause, [], rules).at(-1)?.words ?? clause);
  const plain = (clause: readonly Word[]): string =>
    clause
      .filter(({ key }) => !rules.articles.has(key))
      .map(({ key }) => key)
      .join(' ');
  const [first, ...again] = answers;
  if (!first || again.length === 0 || plain(first) === '') return [];
  if (!again.every((clause) => plain(clause) === plain(first))) return [];
  const kept = again.reduce((best, one) => (one.length >= best.length ? one : best), first);
  const [opening, ...rest] = kept;
  return opening ? [{ ...reading, words: [{ ...opening, pause: false }, ...rest] }] : [];
}
