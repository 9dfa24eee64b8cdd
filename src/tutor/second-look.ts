import type { AnswerCheck } from '../contracts/answer-check.ts';
import { CANNOT_TELL } from '../lessons/stepping.ts';
import grading from './grading.json' with { type: 'json' };
import type { ModelGrade, Rubric } from './rubric.ts';

/** How near an answer is to the nearest example of each point, -1..1, by point id. */
export type Nearness = Readonly<Record<string, number>>;

/** Cosines from which an answer counts as near; they differ from embedder to embedder. */
function cosinesOf(embedderId: string): { readonly close: number; readonly unsure: number } {
  const { default: usual, ...others } = grading.cosines;
  const known = Object.entries(others).find(([name]) => embedderId.includes(name));
  return known?.[1] ?? usual;
}

/** Share of the points of a teach-back that makes it nearly right, as in `checkStep`. */
const NEARLY_TAUGHT = 0.7;

const cannotTell = (check: AnswerCheck): AnswerCheck => ({
  verdict: 'unsure',
  diff: [],
  score: check.score,
  reason: { key: CANNOT_TELL },
});

/** What rules, embeddings and model make of one point together. */
function pointMet(
  near: number | undefined,
  bounds: { readonly close: number; readonly unsure: number },
  covered: boolean | null,
): 'yes' | 'no' | 'perhaps' {
  const byMeaning =
    near === undefined
      ? 'unknown'
      : near >= bounds.close
        ? 'near'
        : near >= bounds.unsure
          ? 'perhaps'
          : 'far';
  // Nothing but a model speaks for it, and a small one is never the only judge.
  if (byMeaning === 'unknown') return covered ? 'perhaps' : 'no';
  if (byMeaning === 'near') return covered === false ? 'perhaps' : 'yes';
  if (byMeaning === 'perhaps') return covered ? 'yes' : covered === null ? 'perhaps' : 'no';
  return covered ? 'perhaps' : 'no';
}

/**
 * The verdict after a second look by meaning, which may lift what the rules refused to `close`, or
 * to `unsure` where the judges differ. It never makes an answer right, nor worse. `nearness` is
 * null without an embedder, `grade` without a model or when its reply was no grade.
 */
export function secondLook(
  check: AnswerCheck,
  rubric: Rubric,
  embedderId: string,
  nearness: Nearness | null,
  grade: ModelGrade | null,
): AnswerCheck {
  const bounds = cosinesOf(embedderId);
  const unsureModel = grade?.verdict === 'unsure';
  const judged = rubric.points.map((point) => {
    if (point.met) return { point, met: 'yes' as const };
    const single = rubric.kind === 'ask';
    const says =
      grade === null || unsureModel
        ? null
        : single
          ? grade.verdict !== 'wrong'
          : grade.points.includes(point.id);
    return { point, met: pointMet(nearness?.[point.id], bounds, says) };
  });
  const sure = judged.filter(({ met }) => met === 'yes').length;
  const most = judged.filter(({ met }) => met !== 'no').length;
  const of = rubric.points.length;
  if (rubric.kind === 'ask') {
    if (sure === of) return { ...check, verdict: 'close', reason: { key: 'close.meaning' } };
    return most === of ? cannotTell(check) : check;
  }
  if (sure / of >= NEARLY_TAUGHT) {
    const open = judged.filter(({ met }) => met !== 'yes').map(({ point }) => point.label);
    const params = { points: open.join(', '), count: open.length };
    const reason =
      open.length === 0 ? { key: 'close.meaning' } : { key: 'teachBack.missing', params };
    return { verdict: 'close', diff: [], score: sure / of, reason };
  }
  // The points in doubt would decide it.
  return most / of >= NEARLY_TAUGHT ? cannotTell(check) : check;
}
