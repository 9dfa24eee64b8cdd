import type { Lesson } from '../contracts/lesson.ts';
import type { LessonRun, StepResult } from './lesson-run.ts';

/** How a lesson went, in numbers of questions (a learner's line of a dialogue is one). */
export interface LessonResult {
  readonly asked: number;
  readonly right: number;
  /** Right at the first try. */
  readonly rightFirstTry: number;
  /** Right after at least one try that was not, without being shown the answer. */
  readonly mended: number;
  /** The answer had to be shown. */
  readonly neededAnswer: number;
  readonly skipped: number;
  /** No answer was written or tapped, as far as is known. */
  readonly aloud?: boolean;
  /** In the order of the lesson. */
  readonly steps: readonly StepResult[];
}

/** The result of a run, finished or not. */
export function summarize(lesson: Lesson, run: LessonRun): LessonResult {
  const place = new Map(lesson.steps.map((step, index) => [step.id, index]));
  const steps = run.results
    .filter((result) => place.has(result.stepId))
    .sort(
      (a, b) =>
        (place.get(a.stepId) ?? 0) - (place.get(b.stepId) ?? 0) ||
        (a.turnIndex ?? 0) - (b.turnIndex ?? 0),
    );
  const count = (is: (result: StepResult) => boolean) => steps.filter(is).length;
  return {
    asked: steps.length,
    right: count((result) => result.verdict === 'right'),
    rightFirstTry: count((result) => result.verdict === 'right' && result.tries === 0),
    mended: count((result) => result.verdict === 'right' && result.tries > 0),
    neededAnswer: count((result) => result.revealed),
    skipped: count((result) => result.skipped),
    aloud: steps.every(({ by = 'voice' }) => by === 'voice'),
    steps,
  };
}
