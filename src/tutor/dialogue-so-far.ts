import type { Lesson } from '../contracts/lesson.ts';
import { modelAnswer } from '../lessons/check-step.ts';
import type { LessonRun, SaidLine } from '../lessons/lesson-run.ts';

/**
 * The lines of a role play before the one the run stands at, as they were said: the learner's own
 * words where they were right, the model where it had to be shown. Empty in every other step. It is
 * read off the run, so a lesson that is taken up again still shows them.
 */
export function dialogueSoFar(lesson: Lesson, run: LessonRun): readonly SaidLine[] {
  const step = lesson.steps[run.stepIndex];
  if (step?.kind !== 'dialogue') return [];
  const here = step.turns[run.turnIndex];
  // The tutor's last word has no line after it that would show it as said.
  const ended = run.phase === 'feedback' && here !== undefined && 'tutor' in here;
  return step.turns.slice(0, run.turnIndex + (ended ? 1 : 0)).map((turn, index) => {
    if ('tutor' in turn) return { who: 'tutor', text: turn.tutor };
    const result = run.results.find(
      ({ stepId, turnIndex }) => stepId === step.id && turnIndex === index,
    );
    const own = result?.verdict === 'right' ? result.answer : null;
    return { who: 'you', text: own ?? modelAnswer(lesson, step, index) ?? turn.learner };
  });
}
