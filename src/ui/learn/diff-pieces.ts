import type { AnswerCheck, DiffWord } from '../../contracts/answer-check.ts';

/**
 * One word of the learner's line as it is drawn: words to insert before it travel with it, so that
 * a break of the line never parts them.
 */
export interface DiffPiece {
  readonly insert: readonly string[];
  /** The learner's word; absent when the line ends with an insertion. */
  readonly said?: string;
  /** Struck through. */
  readonly struck: boolean;
  /** Written over the struck word. */
  readonly instead?: string;
}

/** The pieces of a diff, in the order of the line. */
export function diffPieces(diff: readonly DiffWord[]): DiffPiece[] {
  const pieces: DiffPiece[] = [];
  let insert: string[] = [];
  for (const word of diff) {
    if (word.kind === 'missing') {
      insert.push(word.want);
      continue;
    }
    pieces.push({
      insert,
      said: word.said,
      struck: word.kind !== 'same',
      ...(word.kind === 'replace' ? { instead: word.want } : {}),
    });
    insert = [];
  }
  if (insert.length > 0) pieces.push({ insert, struck: false });
  return pieces;
}

/**
 * Whether the correction is written over the learner's line. Not where most of it would be struck:
 * that mends nothing and gives the answer away while there are tries left.
 */
export function showsDiff({ verdict, diff, reason }: AnswerCheck): boolean {
  const fixes = diff.filter((word) => word.kind !== 'same').length;
  if (fixes === 0 || verdict === 'right') return false;
  if (verdict === 'close') return true;
  return reason.key !== 'wrong.other' && diff.length - fixes >= fixes;
}
