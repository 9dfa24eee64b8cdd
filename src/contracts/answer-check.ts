/** What checking an answer gives; made by lessons/, shown by ui/, spoken by tutor/, kept by progress/. */

export type Verdict = 'right' | 'close' | 'wrong' | 'unsure';

/**
 * One word of the learner's answer beside the model answer: kept as it is, replaced, left out by
 * the learner (`missing`), or too many (`extra`).
 */
export type DiffWord =
  | { readonly kind: 'same'; readonly said: string }
  | { readonly kind: 'replace'; readonly said: string; readonly want: string }
  | { readonly kind: 'missing'; readonly want: string }
  | { readonly kind: 'extra'; readonly said: string };

/** Why the verdict fell as it did; a key under `feedback.` in the message catalogs, with its values. */
export interface Reason {
  readonly key: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

export interface AnswerCheck {
  readonly verdict: Verdict;
  /** The accepted answer that came nearest, as the teacher wrote it. */
  readonly matched?: string;
  /** The learner's words against `matched`, for the screen. Empty when there is nothing to show. */
  readonly diff: readonly DiffWord[];
  /** 0..1, how near the answer came to `matched`. */
  readonly score: number;
  readonly reason: Reason;
  /** The teacher's own sentence for a known wrong answer or a chosen option, where there is one. */
  readonly feedback?: string;
}
