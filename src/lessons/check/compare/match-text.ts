import type { Reason } from '../../../contracts/answer-check.ts';
import { align, type AlignedPiece } from './align.ts';
import { readAnswer, readWanted, type Answer } from './answer.ts';
import { withoutCourtesy } from '../read/carriers.ts';
import { findContained, isSetOff } from './contained.ts';
import { showDiff } from './diff.ts';
import { cores, withoutHesitations, withoutLead } from '../read/fillers.ts';
import { judge } from './judge.ts';
import { better, isRight, type Match } from './match.ts';
import { matchOtherWays } from './other-ways.ts';
import { compareOrder } from './order.ts';
import type { Reading, Word } from '../read/reading.ts';
import { relate, type Judging } from './relation.ts';
import { answersYesOrNo, joinedAlike } from './same-answer.ts';

const SWAPPED: ReadonlySet<AlignedPiece['relation']> = new Set(['near', 'other']);

interface Sides {
  readonly said: Reading;
  readonly want: Reading;
  readonly matched: string;
  readonly judging: Judging;
}

/** The wanted word as the teacher wrote it: "Paris", which is compared as "paris". */
function asWritten(reason: Reason, matched: string): Reason {
  const want = reason.params?.['want'];
  if (typeof want !== 'string' || want === '') return reason;
  const at = matched.toLowerCase().indexOf(want);
  if (at < 0) return reason;
  return { ...reason, params: { ...reason.params, want: matched.slice(at, at + want.length) } };
}

function made(
  sides: Sides,
  pieces: readonly AlignedPiece[],
  forgiven: ReadonlySet<AlignedPiece>,
  rest: Pick<Match, 'grade' | 'reason' | 'score' | 'misheard' | 'inside'>,
): Match {
  const diff = showDiff(pieces, sides.said, sides.want, forgiven);
  const swapped = [...forgiven].filter(({ relation }) => SWAPPED.has(relation)).length;
  const reason = asWritten(rest.reason, sides.matched);
  const found = { ...rest, reason, diff, matched: sides.matched, broad: false };
  return swapped > 0 ? { ...found, swapped } : found;
}

function lay(said: readonly Word[], want: readonly Word[], sides: Sides): Match {
  const { judging } = sides;
  const alignment = align(said, want, judging);
  if (!alignment) {
    const reason = { key: 'wrong.other' };
    return {
      grade: 'miss',
      broad: false,
      score: 0,
      matched: sides.matched,
      diff: [],
      reason,
      misheard: false,
    };
  }
  const { pieces, score } = alignment;
  const judged = judge(pieces, want, score, judging);
  if (judged.grade !== 'miss' && judged.grade !== 'close') {
    return made(sides, pieces, judged.forgiven, { ...judged, score: 1 });
  }
  const run = joinedAlike(said, want, judging);
  if (run === 'right') {
    const reason = { key: 'right' };
    const rest = { ...judged, grade: 'alike' as const, reason, score: 1, misheard: false as const };
    return made(sides, pieces, new Set(pieces), rest);
  }
  if (run === 'close') {
    const written = said.map((word) => word.source).join(' ');
    const reason = { key: 'close.typo', params: { said: written, want: sides.matched } };
    const rest = { grade: 'close' as const, reason, score: 0.9, misheard: false as const };
    return made(sides, pieces, judged.forgiven, rest);
  }
  const order = compareOrder(said, want, judging);
  const reordered = order !== null && !judging.verbatim ? order : order === null ? null : 'mixed';
  if (reordered) {
    const free =
      (reordered === 'free' && judging.strictness !== 'exact') ||
      (reordered === 'moved' && judging.strictness === 'lenient');
    if (free) {
      const reason = { key: 'right' };
      return made(sides, pieces, new Set(pieces), {
        ...judged,
        grade: 'alike',
        reason,
        score: 1,
        misheard: false,
      });
    }
    const reason = { key: 'close.order', params: { want: sides.matched } };
    return made(sides, pieces, judged.forgiven, {
      grade: 'close',
      reason,
      score: Math.max(score, 0.8),
      misheard: false,
    });
  }
  return made(sides, pieces, judged.forgiven, { ...judged, score });
}

/** The wanted words inside a longer answer. */
function within(said: readonly Word[], want: readonly Word[], sides: Sides): Match | null {
  const { judging } = sides;
  if (judging.verbatim) return null;
  const found = findContained(said, want, judging);
  if (!found) return null;
  const extra = said.length - want.length;
  // A remark nobody foresaw, and the answer beside it: nearly right, never wrong for it.
  const remarked = judging.strictness !== 'exact' && isSetOff(said, want, found, judging);
  if (!remarked && (!found.carried || judging.strictness === 'exact')) {
    const phrase = want.length >= 3 && extra <= want.length;
    if (!phrase && extra > 2) return null;
  }
  const right = found.carried && judging.strictness !== 'exact';
  const around = (word: Word, i: number): AlignedPiece => {
    const inside = i >= found.start && i < found.end;
    const with_ = want[i - found.start];
    return inside && with_
      ? { relation: relate(word, with_, judging), said: [word], want: [with_] }
      : { relation: 'extra', said: [word], want: [] };
  };
  const pieces = said.map(around);
  const words = said.filter((_, i) => i < found.start || i >= found.end);
  const reason: Reason = right
    ? { key: 'right' }
    : { key: 'close.extraWord', params: { said: words.map((w) => w.source).join(' ') } };
  return made(sides, pieces, right ? new Set(pieces) : new Set(), {
    grade: right ? 'alike' : 'close',
    reason,
    score: right ? 1 : 0.85,
    misheard: false,
    inside: true,
  });
}

/**
 * A written answer read as it would be heard: apostrophes left out or misplaced ("its" for "it's")
 * are one slip of the pen.
 */
function matchByEar(answer: Answer, text: string, matched: string): Match | null {
  const { judging } = answer;
  if (judging.spoken || !/['’]/.test(text + answer.text)) return null;
  const heard = matchReadings(readAnswer(answer.text, { ...judging, spoken: true }), text, matched);
  if (heard.grade !== 'exact') return null;
  if (judging.strictness === 'lenient') return { ...heard, grade: 'alike' };
  const params = { said: answer.text.trim(), want: matched };
  const diff = [{ kind: 'replace' as const, ...params }];
  return { ...heard, grade: 'close', score: 0.9, diff, reason: { key: 'close.typo', params } };
}

/** Compares an answer with one accepted text. */
export function matchText(answer: Answer, text: string, matched = text): Match {
  const match = matchReadings(answer, text, matched);
  if (isRight(match)) return match;
  const heard = matchByEar(answer, text, matched);
  const best = heard ? better(match, heard) : match;
  const other = matchOtherWays(answer, text, (one, way) => matchReadings(one, way, text));
  if (!other) return best;
  // A clear "no" where "yes" is wanted is decided, however alike the words are.
  return other.grade === 'miss' ? { ...other, matched } : better(best, { ...other, matched });
}

function matchReadings(answer: Answer, text: string, matched: string): Match {
  const { judging } = answer;
  let best: Match | null = null;
  for (const want of readWanted(text, judging)) {
    const wanted: (readonly Word[])[] = [withoutHesitations(want.words, judging.rules)];
    const bare =
      judging.strictness === 'exact' || judging.verbatim
        ? null
        : withoutLead(want.words, judging.rules);
    if (bare) wanted.push(bare);
    const plain = judging.verbatim ? null : withoutCourtesy(want.words, judging.rules);
    for (const said of answer.readings) {
      const sides: Sides = { said, want, matched, judging };
      for (const core of cores(said.words, want.words, judging.rules)) {
        if (core.trimmed && judging.verbatim) continue;
        for (const words of wanted) {
          let match = lay(core.words, words, sides);
          if (match.grade !== 'exact') {
            const inside = within(core.words, words, sides);
            if (inside) match = better(match, inside);
          }
          if (match.grade !== 'exact' && answersYesOrNo(core.words, words, judging, said.words)) {
            const diff = core.words.map(
              (word) => ({ kind: 'same', said: said.units[word.unit] ?? '' }) as const,
            );
            match = { ...match, grade: 'alike', score: 1, diff, reason: { key: 'right' } };
          }
          if (core.trimmed && judging.strictness === 'exact' && match.grade !== 'miss') {
            const reason = { key: 'close.onlyThis', params: { want: matched } };
            match = { ...match, grade: 'close', reason, score: Math.min(match.score, 0.9) };
          }
          best = better(best, match);
          if (best.grade === 'exact') return best;
        }
        const polite = withoutCourtesy(core.words, judging.rules);
        if (polite && !judging.verbatim && judging.strictness !== 'exact') {
          best = better(best, lay(polite, plain ?? want.words, sides));
        }
      }
    }
  }
  return (
    best ??
    lay([], [], {
      said: { units: [], words: [] },
      want: { units: [], words: [] },
      matched,
      judging,
    })
  );
}
