import type { Reason } from '../../contracts/answer-check.ts';
import { align, ANY_WORDS, type AlignedPiece } from './align.ts';
import { findContained } from './contained.ts';
import { showDiff } from './diff.ts';
import { cores, withoutHesitations, withoutLead } from './fillers.ts';
import { judge } from './judge.ts';
import { better, type Grade, type Match } from './match.ts';
import { compareOrder } from './order.ts';
import { readings, type Reading, type Word } from './reading.ts';
import { relate, type Judging } from './relation.ts';

/** An answer, read in every way that makes a difference. */
export interface Answer {
  readonly readings: readonly Reading[];
  readonly judging: Judging;
}

/** Reads an answer once, for comparing it with many texts. */
export function readAnswer(text: string, judging: Judging): Answer {
  const loose = judging.strictness !== 'exact' || judging.spoken;
  return { readings: readings(text, judging.rules, { spoken: judging.spoken, loose }), judging };
}

/** The wanted text in its readings; `...` becomes a gap for any words. */
function readWanted(text: string, judging: Judging): readonly Reading[] {
  const how = { spoken: judging.spoken, loose: true };
  const parts = text.split(/\.{3}|…/);
  if (parts.length === 1) return readings(text, judging.rules, how);
  const units: string[] = [];
  const words: Word[] = [];
  parts.forEach((part, i) => {
    if (i > 0) words.push({ key: ANY_WORDS, source: '', unit: -1, pause: false });
    const [reading] = readings(part, judging.rules, how);
    for (const word of reading?.words ?? [])
      words.push({ ...word, unit: word.unit + units.length });
    units.push(...(reading?.units ?? []));
  });
  return [{ units, words }];
}

interface Sides {
  readonly said: Reading;
  readonly want: Reading;
  readonly matched: string;
  readonly judging: Judging;
}

function made(
  sides: Sides,
  pieces: readonly AlignedPiece[],
  forgiven: ReadonlySet<AlignedPiece>,
  rest: { grade: Grade; reason: Reason; score: number; misheard: boolean },
): Match {
  const diff = showDiff(pieces, sides.said, sides.want, forgiven);
  return { ...rest, diff, matched: sides.matched, broad: false };
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
  if (!found.carried || judging.strictness === 'exact') {
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
  });
}

/** "Yes, it is" for "yes": the word first, and nothing after it that takes it back. */
function answersYesOrNo(said: readonly Word[], want: readonly Word[], { rules }: Judging): boolean {
  const [wanted] = want;
  const [first, second] = said;
  if (want.length !== 1 || !wanted || !first || !second) return false;
  const isYes = rules.yes.has(wanted.key);
  if (!isYes && !rules.no.has(wanted.key)) return false;
  if (first.key !== wanted.key && !rules.synonyms.get(wanted.key)?.has(first.key)) return false;
  if (!second.pause && !rules.little.has(second.key)) return false;
  const denied = said.slice(1).some((word) => rules.negations.has(word.key));
  return isYes ? !denied : !said.slice(1).some((word) => rules.yes.has(word.key));
}

/** Compares an answer with one accepted text. */
export function matchText(answer: Answer, text: string, matched = text): Match {
  const { judging } = answer;
  let best: Match | null = null;
  for (const want of readWanted(text, judging)) {
    const wanted: (readonly Word[])[] = [withoutHesitations(want.words, judging.rules)];
    const bare =
      judging.strictness === 'exact' || judging.verbatim
        ? null
        : withoutLead(want.words, judging.rules);
    if (bare) wanted.push(bare);
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
          if (match.grade !== 'exact' && answersYesOrNo(core.words, words, judging)) {
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
