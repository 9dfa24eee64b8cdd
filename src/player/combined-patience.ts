import type { Patience } from '../contracts/lesson.ts';

const ORDER: readonly Patience[] = ['short', 'normal', 'long'];

/**
 * The learner's own patience, moved by what the question needs: a question that asks for an
 * explanation waits one degree longer than the learner's setting, a quick one a degree less.
 */
export function combinedPatience(learner: Patience, question: Patience): Patience {
  const degree = ORDER.indexOf(learner) + ORDER.indexOf(question) - 1;
  return ORDER[Math.max(0, Math.min(ORDER.length - 1, degree))] ?? 'normal';
}
