import type { Judging } from './relation.ts';
import { relate } from './relation.ts';
import type { Word } from '../read/reading.ts';

/** What differs between two texts of the same words. */
export type OrderDifference =
  /** A list said in another order, or an adverb moved to the other end: still right. */
  | 'free'
  /** One word stands elsewhere. */
  | 'moved'
  /** More than that. */
  | 'mixed';

const equal = (a: Word, b: Word, judging: Judging): boolean => {
  const relation = relate(a, b, judging);
  return relation === 'same' || relation === 'alike';
};

const equalAt = (a: Word, b: Word | undefined, judging: Judging): boolean =>
  b !== undefined && equal(a, b, judging);

/** The words of `want` in the order in which `said` has them, as places; null if words differ. */
function places(said: readonly Word[], want: readonly Word[], judging: Judging): number[] | null {
  if (said.length !== want.length) return null;
  const taken = new Set<number>();
  const found: number[] = [];
  for (const word of said) {
    const at = want.findIndex((other, i) => !taken.has(i) && equal(word, other, judging));
    if (at < 0) return null;
    taken.add(at);
    found.push(at);
  }
  return found;
}

/** Length of the longest run of places that keeps its order. */
function kept(found: readonly number[]): number {
  const tails: number[] = [];
  for (const place of found) {
    const at = tails.findIndex((tail) => tail >= place);
    tails[at < 0 ? tails.length : at] = place;
  }
  return tails.length;
}

/** "red, white and blue": every part between "and" and commas is one word, so the order is free. */
function isList(want: readonly Word[], judging: Judging): boolean {
  const { and, or, articles } = judging.rules;
  if (!want.some((word) => and.has(word.key) || or.has(word.key) || word.pause)) return false;
  let run = 0;
  for (const word of want) {
    if (and.has(word.key) || or.has(word.key)) run = 0;
    else if (!articles.has(word.key)) run = word.pause ? 1 : run + 1;
    if (run > 1) return false;
  }
  return true;
}

/** The parts of a text between "and" and pauses, without the words that both texts begin with. */
function parts(words: readonly Word[], from: number, to: number, { rules }: Judging): string[] {
  const found: string[][] = [[]];
  for (const word of words.slice(from, words.length - to)) {
    const joint = rules.and.has(word.key);
    if ((joint || word.pause) && (found.at(-1)?.length ?? 0) > 0) found.push([]);
    if (!joint) found.at(-1)?.push(word.key);
  }
  return found.map((part) => part.join(' ')).sort();
}

/** "I have two cats and three dogs" and "I have three dogs and two cats": the parts only change places. */
function sameParts(said: readonly Word[], want: readonly Word[], judging: Judging): boolean {
  if (!want.some((word) => judging.rules.and.has(word.key))) return false;
  let start = 0;
  while (said[start] && said[start]?.key === want[start]?.key) start += 1;
  let end = 0;
  while (end < want.length - start && said.at(-1 - end)?.key === want.at(-1 - end)?.key) end += 1;
  return [0, end].some((to) => {
    const [a, b] = [parts(said, start, to, judging), parts(want, start, to, judging)];
    return b.length > 1 && a.length === b.length && a.every((part, i) => part === b[i]);
  });
}

const numbersIn = (words: readonly Word[]): string =>
  words
    .map((word) => word.key)
    .filter((key) => /^[#@]/.test(key))
    .join(' ');

/** Compares the order of two texts; null when they do not consist of the same words. */
export function compareOrder(
  said: readonly Word[],
  want: readonly Word[],
  judging: Judging,
): OrderDifference | null {
  if (want.length < 2 || want.length > 60) return null;
  if (isList(want, judging)) {
    const items = (words: readonly Word[]): readonly Word[] =>
      words.filter((word) => !judging.rules.and.has(word.key));
    return places(items(said), items(want), judging) ? 'free' : null;
  }
  const found = places(said, want, judging);
  if (!found) return null;
  if (sameParts(said, want, judging)) return 'free';
  // Numbers that change places count something else.
  if (numbersIn(said) !== numbersIn(want)) return null;
  const { movable } = judging.rules;
  const core = (words: readonly Word[]): readonly Word[] => {
    const first = movable.has(words[0]?.key ?? '') ? 1 : 0;
    const last = movable.has(words.at(-1)?.key ?? '') ? 1 : 0;
    return words.slice(first, words.length - last);
  };
  const [saidCore, wantCore] = [core(said), core(want)];
  const unmoved = saidCore.every((word, i) => {
    return equalAt(word, wantCore[i], judging);
  });
  if (unmoved && saidCore.length === wantCore.length && wantCore.length > 1) return 'free';
  return want.length - kept(found) <= 1 ? 'moved' : 'mixed';
}
