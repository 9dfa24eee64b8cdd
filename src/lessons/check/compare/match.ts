import type { DiffWord, Reason } from '../../../contracts/answer-check.ts';

/**
 * How an answer stands to one accepted (or foreseen) answer. `exact`: the words themselves ·
 * `alike`: other words for the same · `close`: a small slip · `miss`: another answer.
 */
export type Grade = 'exact' | 'alike' | 'close' | 'miss';

/** Whether a difference may be the ear's: as a listed pair ("ship", "sheep"), or by what it sounds like. */
export type Misheard = false | 'pair' | 'near';

export interface Match {
  readonly grade: Grade;
  /** Only through `...` or keywords, so a foreseen mistake said in full comes first. */
  readonly broad: boolean;
  readonly score: number;
  readonly matched: string;
  readonly diff: readonly DiffWord[];
  readonly reason: Reason;
  /** All that differs is words that are easily misheard. */
  readonly misheard: Misheard;
  /** The wanted words stand inside a longer answer. */
  readonly inside?: boolean;
  /** How many words were taken though they are others: an article for another, leniently. 0 when absent. */
  readonly swapped?: number;
  /** What an answer that was heard as another word must be confirmed as: "to" as "2". */
  readonly ask?: string;
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
