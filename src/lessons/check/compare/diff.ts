import type { DiffWord } from '../../../contracts/answer-check.ts';
import type { AlignedPiece } from './align.ts';
import type { Relation } from './relation.ts';
import type { Reading } from '../read/reading.ts';

/** Relations that are shown as they were said, without a mark. */
const UNMARKED: ReadonlySet<Relation | 'missing' | 'extra'> = new Set<Relation>(['same', 'alike']);

interface Group {
  readonly said: Set<number>;
  readonly want: Set<number>;
  right: boolean;
}

/**
 * The alignment for the screen, in the words as they were written. Pieces that share a written word
 * ("I've" beside "I have") become one. Pieces in `forgiven` count as right.
 */
export function showDiff(
  pieces: readonly AlignedPiece[],
  said: Reading,
  want: Reading,
  forgiven: ReadonlySet<AlignedPiece>,
): readonly DiffWord[] {
  const groups: Group[] = [];
  for (const piece of pieces) {
    const right = UNMARKED.has(piece.relation) || forgiven.has(piece);
    const saidUnits = piece.said.map((word) => word.unit);
    const wantUnits = piece.want.map((word) => word.unit);
    const last = groups.at(-1);
    const joins =
      last !== undefined &&
      (saidUnits.some((unit) => last.said.has(unit)) ||
        wantUnits.some((unit) => last.want.has(unit)));
    if (joins) {
      for (const unit of saidUnits) last.said.add(unit);
      for (const unit of wantUnits) last.want.add(unit);
      last.right &&= right;
    } else {
      groups.push({ said: new Set(saidUnits), want: new Set(wantUnits), right });
    }
  }
  const text = (units: Set<number>, reading: Reading): string =>
    [...units].map((unit) => reading.units[unit] ?? '').join(' ');
  return groups.flatMap((group): DiffWord[] => {
    const words = text(group.said, said);
    const wanted = text(group.want, want);
    if (group.right) return words === '' ? [] : [{ kind: 'same', said: words }];
    if (words === '') return [{ kind: 'missing', want: wanted }];
    if (wanted === '') return [{ kind: 'extra', said: words }];
    return [{ kind: 'replace', said: words, want: wanted }];
  });
}
