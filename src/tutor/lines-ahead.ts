import type { Lesson, Step } from '../contracts/lesson.ts';
import { checkStep, modelAnswer } from '../lessons/check-step.ts';
import type { LessonRun } from '../lessons/lesson-run.ts';
import { expectsAnswer, hintsOf } from '../lessons/step-facts.ts';
import { advance } from '../lessons/stepping.ts';
import {
  currentStep,
  feedbackLines,
  hintLines,
  promptLines,
  resultLines,
  type TutorContext,
} from './lesson-tutor.ts';
import type { SpokenLine } from '../contracts/spoken-line.ts';

/** Foreseen mistakes that are thought of; more would be made for nobody. */
const MOST_MISTAKES = 3;

/** The run as it would be after an answer that is certain. */
function answered(lesson: Lesson, run: LessonRun, answer: string): LessonRun {
  const step = currentStep({ lesson, run });
  const { turnIndex } = run;
  const check = checkStep(lesson, step, answer, { turnIndex, spoken: true, confidence: 1 });
  const open: LessonRun = { ...run, phase: 'answer' };
  return advance(lesson, open, { type: 'answered', answer, check, by: 'voice' });
}

/** Wrong answers that the teacher foresaw, as words. */
function mistakesOf(step: Step, turnIndex: number): string[] {
  if (step.kind === 'choose') {
    return step.options.filter(({ correct }) => correct !== true).map(({ text }) => text);
  }
  const turn = step.kind === 'dialogue' ? step.turns[turnIndex] : undefined;
  const asks = turn && 'learner' in turn ? turn : step;
  const foreseen = 'wrong' in asks ? (asks.wrong ?? []) : [];
  return foreseen.flatMap(({ when }) => (typeof when === 'string' ? [when] : []));
}

/** What is said once this step, or this line of a role play, is over. */
function nextLines(context: TutorContext, over: LessonRun): SpokenLine[] {
  const run = advance(context.lesson, { ...over, phase: 'feedback' }, { type: 'continued' });
  const next = { ...context, run };
  return run.phase === 'done' ? resultLines(next) : promptLines(next);
}

/**
 * What the tutor will probably say next, the likeliest first: so that it can be made ready before.
 * Each line once.
 */
export function linesAhead(context: TutorContext): SpokenLine[] {
  const { lesson, run } = context;
  if (run.phase === 'done') return [];
  const step = currentStep(context);
  const found: SpokenLine[] = [];
  if (!expectsAnswer(step, run.turnIndex)) {
    if (step.kind !== 'talk') found.push(...nextLines(context, run));
  } else {
    const model = modelAnswer(lesson, step, run.turnIndex);
    const right = model === null ? run : answered(lesson, run, model);
    const open = run.phase !== 'feedback' || run.last?.check.verdict !== 'right';
    if (open) found.push(...feedbackLines({ ...context, run: right }));
    found.push(...nextLines(context, right));
    if (open) {
      for (const mistake of mistakesOf(step, run.turnIndex).slice(0, MOST_MISTAKES)) {
        found.push(...feedbackLines({ ...context, run: answered(lesson, run, mistake) }));
      }
      const hint = hintsOf(step, run.turnIndex)[run.hints];
      if (hint !== undefined) found.push(...hintLines(context, hint));
    }
  }
  const seen = new Set<string>();
  return found.filter(({ text, language, slow = false }) => {
    const line = JSON.stringify([text, language, slow]);
    return !seen.has(line) && seen.add(line);
  });
}
