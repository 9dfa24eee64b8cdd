import type { Lesson, Patience, Step, Strictness } from '../contracts/lesson.ts';

/** What a step says about itself, with the lesson's and Parley's defaults filled in. */

const DEFAULT_TRIES = 3;

const turnOf = (step: Step, turnIndex: number) =>
  step.kind === 'dialogue' ? step.turns[turnIndex] : undefined;

/** Whether the learner is asked for something that is judged, here at this line. */
export function expectsAnswer(step: Step, turnIndex: number): boolean {
  if (step.kind === 'say' || step.kind === 'talk') return false;
  if (step.kind !== 'dialogue') return true;
  const turn = turnOf(step, turnIndex);
  return turn !== undefined && 'learner' in turn;
}

/** BCP 47 of what the learner says in this step, and of a tutor's line in a dialogue. */
export function answerLanguage(lesson: Lesson, step: Step): string {
  return step.language ?? lesson.language;
}

/**
 * The task as it is shown and as it is said, with its language (BCP 47). In a dialogue this is the
 * line at `turnIndex`: the tutor's words, or the learner's cue; the scene is the step's own prompt.
 */
export function promptOf(
  lesson: Lesson,
  step: Step,
  turnIndex: number,
): { text: string; spoken: string; language: string } {
  const language =
    step.promptLanguage ?? lesson.instructionLanguage ?? step.language ?? lesson.language;
  const turn = turnOf(step, turnIndex);
  if (turn === undefined)
    return { text: step.prompt, spoken: step.spoken ?? step.prompt, language };
  if ('learner' in turn) return { text: turn.learner, spoken: turn.learner, language };
  const spoken = turn.spoken ?? turn.tutor;
  return { text: turn.tutor, spoken, language: answerLanguage(lesson, step) };
}

/** The hints of a step, or of a learner's line where it has its own. */
export function hintsOf(step: Step, turnIndex: number): readonly string[] {
  const turn = turnOf(step, turnIndex);
  if (turn === undefined) return step.hints ?? [];
  if (!('learner' in turn)) return [];
  return turn.hints ?? step.hints ?? [];
}

/**
 * How many tries may fail before the answer is shown. A choice has at most as many as it has wrong
 * options: taking the only one that is left is no answer.
 */
export function triesAllowed(lesson: Lesson, step: Step): number {
  const tries = ('tries' in step ? step.tries : undefined) ?? lesson.tries ?? DEFAULT_TRIES;
  if (step.kind !== 'choose') return tries;
  const wrong = step.options.filter((option) => option.correct !== true).length;
  return Math.max(1, Math.min(tries, wrong));
}

/** How strictly an answer is checked here. */
export function strictnessOf(lesson: Lesson, step: Step): Strictness {
  return ('strictness' in step ? step.strictness : undefined) ?? lesson.strictness ?? 'normal';
}

/** How long the tutor waits for the learner here. */
export function patienceOf(lesson: Lesson, step: Step): Patience {
  return ('patience' in step ? step.patience : undefined) ?? lesson.patience ?? 'normal';
}
