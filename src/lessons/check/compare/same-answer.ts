import type { Word } from '../read/reading.ts';
import type { Judging } from './relation.ts';

/** Letters that are the same but for spaces ("A B C", "cest bon"); apostrophes count in writing. */
export function joinedAlike(
  said: readonly Word[],
  want: readonly Word[],
  { spoken, strictness }: Judging,
): 'right' | 'close' | null {
  const letters = (words: readonly Word[]): string => words.map((word) => word.key).join('');
  const [a, b] = [letters(said), letters(want)];
  if (a === '' || /[#@.]/.test(a + b)) return null;
  if (a === b) return strictness === 'exact' && !spoken ? 'close' : 'right';
  if (a.replaceAll("'", '') !== b.replaceAll("'", '')) return null;
  return spoken || strictness === 'lenient' ? 'right' : 'close';
}

/** "Yes, it is" for "yes": the word first, and nothing after it that takes it back. */
export function answersYesOrNo(
  said: readonly Word[],
  want: readonly Word[],
  { rules }: Judging,
  whole: readonly Word[] = said,
): boolean {
  const [wanted] = want;
  const [first, second] = said;
  if (want.length !== 1 || !wanted || !first || !second) return false;
  const isYes = rules.yes.has(wanted.key);
  if (!isYes && !rules.no.has(wanted.key)) return false;
  if (first.key !== wanted.key && !rules.synonyms.get(wanted.key)?.has(first.key)) return false;
  if (!second.pause && !rules.little.has(second.key)) return false;
  // "Sí, no hay problema" is a "yes", though what follows begins with a "no".
  const opening = said === whole ? undefined : whole[0];
  if (opening && !isYes && rules.yes.has(opening.key)) return false;
  const denied = said.slice(1).some((word) => rules.negations.has(word.key));
  return isYes ? !denied : !said.slice(1).some((word) => rules.yes.has(word.key));
}
