import type { DiffWord, Reason } from '../../contracts/answer-check.ts';

/**
 * How an answer stands to one accepted (or foreseen) answer. `exact`: the words themselves ·
 * `alike`: other words for the same · `close`: a small slip · `miss`: another answer.
 */
export type Grade = 'exact' | 'alike' | 'close' | 'miss';

export interface Match {
  readonly grade: Grade;
  /** Only through `...` or keywords, so a foreseen mistake said in full comes first. */
  readonly broad: boolean;
  readonly score: number;
  readonly matched: string;
  readonly diff: readonly DiffWord[];
  readonly reason: Reason;
  /** All that differs is words that are easily misheard. */
  readonly misheard: boolean;
}

const ORDER: readonly Grade[] = ['exact', 'alike', 'close', 'miss'];

/** The better of two matches: by grade, then by score; the first on a tie. */
export function better(a: Match | null, b: Match): Match {
  if (a === null) return b;
  const by = ORDER.indexOf(a.grade) - ORDER.indexOf(b.grade);
  return by < 0 || (by === 0 && a.score >= b.score) ? a : b;
}

/** Whether the match counts as right. */
export const isRight = (match: Match): boolean =>
  match.grade === 'exact' || match.grade === 'alike';
