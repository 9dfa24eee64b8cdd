import type { Verdict } from '../../contracts/answer-check.ts';
import type { Lesson, Step } from '../../contracts/lesson.ts';
import { modelAnswer } from '../../lessons/check-step.ts';
import { answerLanguage } from '../../lessons/step-facts.ts';
import type { LessonResult } from '../../lessons/summarize.ts';

/** One question in the list of a finished lesson. */
export interface ResultLine {
  readonly key: string;
  /** `right` also when it took several tries; `wrong` when the answer was needed or skipped. */
  readonly mark: Verdict;
  /** What was said at last; the task itself where nothing was. */
  readonly text: string;
  /** BCP 47 of `text`. */
  readonly language: string;
  /** What was asked, where `text` is an answer. */
  readonly question: { readonly text: string; readonly language: string } | null;
  /** The right answer, in the answer's language, where theirs was not right. */
  readonly model: { readonly text: string; readonly language: string } | null;
  /** Keys of the catalogs, with their values, that say how it came about. */
  readonly notes: readonly { readonly key: string; readonly params?: Record<string, number> }[];
}

type StepResult = LessonResult['steps'][number];

function task(step: Step, turnIndex: number | undefined): string {
  if (step.kind === 'repeat') return step.sentence;
  const turn = step.kind === 'dialogue' ? step.turns[turnIndex ?? 0] : undefined;
  return turn && 'learner' in turn ? turn.learner : step.prompt;
}

function markOf(result: StepResult): Verdict {
  if (result.verdict === 'right') return 'right';
  return result.verdict === 'close' && !result.revealed ? 'close' : 'wrong';
}

function notesOf(result: StepResult): ResultLine['notes'] {
  if (result.skipped) return [{ key: 'finished.skipped' }];
  const notes: { key: string; params?: Record<string, number> }[] = [];
  if (result.revealed) notes.push({ key: 'finished.neededAnswer' });
  else if (result.verdict === 'right') {
    notes.push({ key: 'finished.try', params: { count: result.tries + 1 } });
  } else notes.push({ key: 'finished.notYet' });
  if (result.hints > 0) notes.push({ key: 'finished.hints', params: { count: result.hints } });
  return notes;
}

/** The questions of a lesson as they went, in its order. */
export function resultLines(lesson: Lesson, result: LessonResult): ResultLine[] {
  const steps = new Map(lesson.steps.map((step) => [step.id, step]));
  const lines: ResultLine[] = [];
  for (const one of result.steps) {
    const step = steps.get(one.stepId);
    if (!step) continue;
    const mark = markOf(one);
    const language = answerLanguage(lesson, step);
    const asked = {
      text: task(step, one.turnIndex),
      language:
        step.kind === 'repeat'
          ? language
          : (step.promptLanguage ?? lesson.instructionLanguage ?? lesson.language),
    };
    const best = mark === 'right' ? null : modelAnswer(lesson, step, one.turnIndex);
    // A sentence to repeat is its own model.
    const model = !one.answer && best === asked.text ? null : best;
    lines.push({
      key: `${one.stepId} ${one.turnIndex ?? ''}`,
      mark,
      ...(one.answer ? { text: one.answer, language } : asked),
      question: one.answer ? asked : null,
      model: model === null ? null : { text: model, language },
      notes: notesOf(one),
    });
  }
  return lines;
}

/** Ids of the steps worth saying again: everything that was not right, in the lesson's order. */
export function stepsToRepeat(result: LessonResult): string[] {
  return [
    ...new Set(result.steps.filter((one) => one.verdict !== 'right').map((one) => one.stepId)),
  ];
}
