import * as v from 'valibot';
import type { AnswerCheck } from '../contracts/answer-check.ts';
import type { Lesson, Step } from '../contracts/lesson.ts';
import {
  lessonRunSchema,
  LONGEST_LINE,
  MOST_SAID,
  type AnsweredBy,
  type LessonRun,
  type SaidLine,
  type StepResult,
} from './lesson-run.ts';
import { expectsAnswer, hintsOf, triesAllowed } from './step-facts.ts';

/** Everything that moves a run on. */
export type LessonEvent =
  /** The task, or the tutor's line of a dialogue, was said to the end. */
  | { readonly type: 'prompted' }
  | {
      readonly type: 'answered';
      readonly answer: string;
      readonly check: AnswerCheck;
      readonly by: AnsweredBy;
    }
  /** It cannot be told what was said; `weakest` is the word to say again. */
  | { readonly type: 'askedAgain'; readonly answer: string; readonly weakest?: string }
  /** The learner's word on "Did you say …?"; `check` is the check of the confirmed text. */
  | { readonly type: 'confirmed'; readonly yes: boolean; readonly check: AnswerCheck }
  /** "That is not what I said": the last try is taken back. */
  | { readonly type: 'disputed' }
  /** `made`: a hint that was made up after the teacher's own were given. */
  | { readonly type: 'hinted'; readonly made?: string }
  /** A line of a free talk; in place of the last one when `again`. */
  | { readonly type: 'talked'; readonly line: SaidLine; readonly again?: boolean }
  | { readonly type: 'skipped' }
  | { readonly type: 'retried' }
  | { readonly type: 'continued' };

/** Reason of an answer that nobody here can judge: no try, and nothing to confirm. */
export const CANNOT_TELL = 'unsure.cannotTell';

/** Reason of words that name none of the choices. */
const WHICH_OPTION = 'unsure.whichOption';

/** Reason of an answer in writing without a word in it. */
const NO_WORDS = 'unsure.noWords';

/** Reason of sounds without a word in them. */
const NOTHING_SAID = 'unsure.nothing';

/** Whether an answer was understood and is still no try: nothing is left to confirm. */
export function isUnjudged({ reason }: AnswerCheck): boolean {
  return [CANNOT_TELL, WHICH_OPTION, NO_WORDS].includes(reason.key);
}

/** Reason of an answer that could not be made out: it is asked for again. */
export const ASKED_AGAIN = 'unsure.askAgain';

/** Reason of what is no answer yet: the learner thinks, or has only begun. */
export const STILL_THINKING = 'unsure.thinking';

/** Hints that may be made for one question after the teacher's own. */
const MOST_MADE_HINTS = 2;

const FRESH = {
  turnIndex: 0,
  phase: 'prompt',
  tries: 0,
  hints: 0,
  disputes: 0,
  asks: 0,
  judged: [],
  revealed: false,
} as const;

function atStep(lesson: Lesson, stepIndex: number, results: readonly StepResult[]): LessonRun {
  const step = lesson.steps[stepIndex];
  return {
    ...FRESH,
    lessonId: lesson.id,
    lessonVersion: lesson.version,
    stepIndex: Math.min(stepIndex, lesson.steps.length),
    stepId: step?.id ?? '',
    phase: step === undefined ? 'done' : 'prompt',
    results,
  };
}

/** A run at the first step, with nothing said yet. */
export function startRun(lesson: Lesson): LessonRun {
  return atStep(lesson, 0, []);
}

/** The run's results with the one of the present question, where one is asked. */
function withResult(step: Step, run: LessonRun, skipped: boolean): readonly StepResult[] {
  if (!expectsAnswer(step, run.turnIndex)) return run.results;
  const turnIndex = step.kind === 'dialogue' ? run.turnIndex : undefined;
  const final = run.judged.at(-1);
  const result: StepResult = {
    stepId: step.id,
    ...(turnIndex === undefined ? {} : { turnIndex }),
    verdict: final?.verdict ?? null,
    firstVerdict: run.judged[0]?.verdict ?? null,
    tries: run.tries,
    hints: run.hints,
    revealed: run.revealed,
    // What is already right, or was shown, cannot be skipped any more.
    skipped: skipped && !run.revealed && final?.verdict !== 'right',
    disputes: run.disputes,
    answer: final?.answer ?? '',
    ...(final && run.last && run.last.by !== 'voice' ? { by: run.last.by } : {}),
  };
  // A question that was met before, in an earlier version or before a restart, counts once.
  const others = run.results.filter(
    (other) => other.stepId !== result.stepId || other.turnIndex !== result.turnIndex,
  );
  return [...others, result];
}

/** With a role play its lines still to come are left out, too. */
function skippedResults(step: Step, run: LessonRun): readonly StepResult[] {
  const now = withResult(step, run, true);
  if (step.kind !== 'dialogue') return now;
  return step.turns.reduce((results, _, turnIndex) => {
    if (turnIndex <= run.turnIndex) return results;
    return withResult(step, { ...run, ...FRESH, turnIndex, results }, true);
  }, now);
}

/** The next line of a dialogue, or the next step. */
function onward(lesson: Lesson, step: Step, run: LessonRun): LessonRun {
  const results = withResult(step, run, false);
  if (step.kind === 'dialogue' && run.turnIndex + 1 < step.turns.length) {
    return { ...atStep(lesson, run.stepIndex, results), turnIndex: run.turnIndex + 1 };
  }
  return atStep(lesson, run.stepIndex + 1, results);
}

function prompted(lesson: Lesson, step: Step, run: LessonRun): LessonRun {
  if (expectsAnswer(step, run.turnIndex) || step.kind === 'talk')
    return { ...run, phase: 'answer' };
  const moreLines = step.kind === 'dialogue' && run.turnIndex + 1 < step.turns.length;
  return moreLines ? onward(lesson, step, run) : { ...run, phase: 'feedback' };
}

/** An answer that is not in doubt: counted unless the answer was shown before. */
function judge(
  lesson: Lesson,
  step: Step,
  run: LessonRun,
  { answer, check, by }: { answer: string; check: AnswerCheck; by: AnsweredBy },
): LessonRun {
  const counted = !run.revealed;
  const last = { answer, check, by, counted };
  if (!counted) return { ...run, last, phase: 'feedback' };
  const tries = run.tries + (check.verdict === 'right' ? 0 : 1);
  return {
    ...run,
    last,
    tries,
    judged: [...run.judged, { answer, verdict: check.verdict }],
    revealed: check.verdict !== 'right' && tries >= triesAllowed(lesson, step),
    phase: 'feedback',
  };
}

function answered(
  lesson: Lesson,
  step: Step,
  run: LessonRun,
  event: Extract<LessonEvent, { type: 'answered' }>,
): LessonRun {
  const { check, by } = event;
  const answer = event.answer.slice(0, LONGEST_LINE);
  const undecided = { ...run, last: { answer, check, by, counted: false } };
  if (step.kind === 'talk') return undecided;
  if (isUnjudged(check)) return { ...undecided, phase: 'feedback' };
  if (check.verdict !== 'unsure') return judge(lesson, step, run, { answer, check, by });
  // Where nothing was understood, or nothing said yet, there is nothing to confirm.
  const nothing = [STILL_THINKING, NOTHING_SAID].includes(check.reason.key);
  const open = answer.trim() === '' || nothing;
  return open ? undecided : { ...undecided, phase: 'confirm' };
}

function askedAgain(
  run: LessonRun,
  { answer, weakest }: Extract<LessonEvent, { type: 'askedAgain' }>,
): LessonRun {
  const reason = { key: ASKED_AGAIN, ...(weakest === undefined ? {} : { params: { weakest } }) };
  const check: AnswerCheck = { verdict: 'unsure', diff: [], score: 0, reason };
  const last = { answer, check, by: 'voice' as const, counted: false };
  return { ...run, last, asks: (run.asks ?? 0) + 1 };
}

function confirmed(
  lesson: Lesson,
  step: Step,
  run: LessonRun,
  event: Extract<LessonEvent, { type: 'confirmed' }>,
): LessonRun {
  if (!run.last) return run;
  const { answer, by } = run.last;
  // Words that are certain and still cannot be judged are not held against the learner.
  if (!event.yes || event.check.verdict === 'unsure') return again(run);
  return judge(lesson, step, run, { answer, by, check: event.check });
}

/** The same question once more, with nothing said yet. */
function again(run: LessonRun): LessonRun {
  const fresh: LessonRun = { ...run, phase: 'answer' };
  delete (fresh as { last?: LessonRun['last'] }).last;
  return fresh;
}

function disputed(run: LessonRun): LessonRun {
  // Only what was heard can be misheard.
  if (run.last?.by !== 'voice') return run;
  if (!run.last.counted) return again(run);
  const judged = run.judged.slice(0, -1);
  const failed = run.judged.at(-1)?.verdict === 'right' ? 0 : 1;
  // A try that is given back cannot have been the one that showed the answer.
  const back = { ...run, judged, tries: run.tries - failed, revealed: false };
  return again({ ...back, disputes: run.disputes + 1 });
}

/** Whether the last verdict leaves something to try again. */
const isRight = (run: LessonRun) => run.judged.at(-1)?.verdict === 'right';

function hinted(step: Step, run: LessonRun, made: string | undefined): LessonRun {
  if (run.revealed) return run;
  // A hint that follows a verdict is an invitation to try again.
  const open = run.phase === 'feedback' ? again(run) : run;
  if (run.hints < hintsOf(step, run.turnIndex).length) return { ...open, hints: run.hints + 1 };
  if (made === undefined || mayMakeHints(step, run) === 0) return run;
  return { ...open, madeHints: [...(run.madeHints ?? []), made.slice(0, LONGEST_LINE)] };
}

/** How many hints may still be made up here: none while the teacher's own are left. */
export function mayMakeHints(step: Step, run: LessonRun): number {
  if (!expectsAnswer(step, run.turnIndex) || run.revealed) return 0;
  if (run.hints < hintsOf(step, run.turnIndex).length) return 0;
  return Math.max(0, MOST_MADE_HINTS - (run.madeHints?.length ?? 0));
}

function talked(run: LessonRun, { text, unheard, ...line }: SaidLine, replace: boolean): LessonRun {
  const before = run.said ?? [];
  const kept: SaidLine = {
    ...line,
    text: text.slice(0, LONGEST_LINE),
    ...(unheard ? { unheard: unheard.slice(0, LONGEST_LINE) } : {}),
  };
  const said = [...(replace ? before.slice(0, -1) : before), kept];
  return { ...run, said: said.slice(-MOST_SAID) };
}

/**
 * The run after an event. Pure; an event that makes no sense in the run's phase returns the very
 * same run.
 */
export function advance(lesson: Lesson, run: LessonRun, event: LessonEvent): LessonRun {
  const step = lesson.steps[run.stepIndex];
  if (step === undefined || run.phase === 'done') return run;
  const asked = expectsAnswer(step, run.turnIndex);
  switch (event.type) {
    case 'prompted':
      return run.phase === 'prompt' ? prompted(lesson, step, run) : run;
    case 'answered':
      return run.phase === 'answer' ? answered(lesson, step, run, event) : run;
    case 'askedAgain':
      return run.phase === 'answer' && asked ? askedAgain(run, event) : run;
    case 'confirmed':
      return run.phase === 'confirm' ? confirmed(lesson, step, run, event) : run;
    case 'disputed':
      return run.phase === 'feedback' && asked ? disputed(run) : run;
    case 'hinted':
      return run.phase === 'confirm' || (run.phase === 'feedback' && (!asked || isRight(run)))
        ? run
        : hinted(step, run, event.made);
    case 'talked':
      return step.kind === 'talk' ? talked(run, event.line, event.again ?? false) : run;
    case 'skipped':
      return atStep(lesson, run.stepIndex + 1, skippedResults(step, run));
    case 'retried':
      return run.phase === 'feedback' && asked && !isRight(run) ? again(run) : run;
    case 'continued':
      return run.phase === 'feedback' || (run.phase === 'answer' && step.kind === 'talk')
        ? onward(lesson, step, run)
        : run;
  }
}

/** Whether a stored run of this very version can go on exactly where it stood. */
function fits(lesson: Lesson, run: LessonRun): boolean {
  const step = lesson.steps[run.stepIndex];
  if (step === undefined) return run.phase === 'done' && run.stepIndex === lesson.steps.length;
  if (step.id !== run.stepId) return false;
  if (run.turnIndex >= (step.kind === 'dialogue' ? step.turns.length : 1)) return false;
  const asked = expectsAnswer(step, run.turnIndex);
  const failed = run.judged.filter((one) => one.verdict !== 'right').length;
  const allowed = triesAllowed(lesson, step);
  if (run.tries !== failed || failed > allowed || run.revealed !== failed >= allowed) return false;
  if (run.hints > hintsOf(step, run.turnIndex).length) return false;
  switch (run.phase) {
    case 'prompt':
      return true;
    case 'answer':
      return asked || step.kind === 'talk';
    case 'confirm':
      return asked && run.last !== undefined;
    case 'feedback':
      if (!asked) return step.kind !== 'talk';
      return run.last !== undefined && (run.judged.length > 0 || !run.last.counted);
    case 'done':
      return false;
  }
}

/** The step of another version of the lesson at which to go on. */
function nearestStep(lesson: Lesson, run: LessonRun, results: readonly StepResult[]): number {
  const same = lesson.steps.findIndex((step) => step.id === run.stepId);
  if (same >= 0) return same;
  const lastDone = results.at(-1)?.stepId;
  return lesson.steps.findIndex((step) => step.id === lastDone) + 1;
}

/**
 * The run that was stored, ready to go on. A run of another version of the lesson, or one that does
 * not fit it, starts again at the step with the same id (else after the last answered step that
 * still exists) and keeps the results of steps that still exist. Anything else is a fresh run.
 */
export function resumeRun(lesson: Lesson, saved: unknown): LessonRun {
  const read = v.safeParse(lessonRunSchema, saved);
  if (!read.success || read.output.lessonId !== lesson.id) return startRun(lesson);
  const run = read.output;
  const results = run.results.filter((result) => {
    const step = lesson.steps.find((one) => one.id === result.stepId);
    if (step === undefined || (step.kind === 'dialogue') !== (result.turnIndex !== undefined)) {
      return false;
    }
    return expectsAnswer(step, result.turnIndex ?? 0);
  });
  if (run.lessonVersion === lesson.version && fits(lesson, run)) return { ...run, results };
  // A lesson that was finished and then changed is a lesson to do again.
  if (run.phase === 'done') return startRun(lesson);
  return atStep(lesson, nearestStep(lesson, run, results), results);
}

/**
 * The present question once more from its beginning, without the tries so far; what was finished
 * and what was said in a talk stay.
 */
export function askAnew(lesson: Lesson, run: LessonRun): LessonRun {
  const { said, stepIndex, turnIndex, results } = run;
  return { ...atStep(lesson, stepIndex, results), turnIndex, ...(said ? { said } : {}) };
}

/** How many tries may still fail before the answer is shown. */
export function triesLeft(lesson: Lesson, run: LessonRun): number {
  const step = lesson.steps[run.stepIndex];
  return step === undefined ? 0 : Math.max(0, triesAllowed(lesson, step) - run.tries);
}

/** The hints given so far to the present question, in order. */
export function currentHints(lesson: Lesson, run: LessonRun): readonly string[] {
  const step = lesson.steps[run.stepIndex];
  if (step === undefined) return [];
  return [...hintsOf(step, run.turnIndex).slice(0, run.hints), ...(run.madeHints ?? [])];
}

/** How many hints the present question still has. */
export function hintsLeft(lesson: Lesson, run: LessonRun): number {
  const step = lesson.steps[run.stepIndex];
  if (step === undefined) return 0;
  return Math.max(0, hintsOf(step, run.turnIndex).length - run.hints);
}
