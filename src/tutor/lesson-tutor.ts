import type { AnswerCheck } from '../contracts/answer-check.ts';
import type { Lesson, Step } from '../contracts/lesson.ts';
import { modelAnswer } from '../lessons/check-step.ts';
import type { LessonRun } from '../lessons/lesson-run.ts';
import { BY_EAR } from '../lessons/listen-to-answer.ts';
import {
  answerLanguage,
  expectsAnswer,
  instructionLanguage,
  promptOf,
} from '../lessons/step-facts.ts';
import { isUnjudged } from '../lessons/stepping.ts';
import { summarize } from '../lessons/summarize.ts';
import type { Translate } from '../messages/translate.ts';
import type { SpokenLine } from '../contracts/spoken-line.ts';

/**
 * The scripted tutor: lesson and run in, lines to say out. Pure; needs no model and no server.
 * Instructions and feedback are in the learner's own words (`locale`), tasks and models in the
 * lesson's.
 */
export interface TutorContext {
  readonly lesson: Lesson;
  readonly run: LessonRun;
  readonly translate: Translate;
  /** BCP 47 of what `translate` gives. */
  readonly locale: string;
}

/** The step the run stands at. */
export function currentStep({ lesson, run }: Pick<TutorContext, 'lesson' | 'run'>): Step {
  const step = lesson.steps[Math.min(run.stepIndex, lesson.steps.length - 1)];
  // A lesson has at least one step (lessonSchema), so this is only for the compiler.
  if (!step) throw new RangeError('a lesson has no steps');
  return step;
}

/** What is said at the start of a step, or of a line inside a role play. */
export function promptLines(context: TutorContext): SpokenLine[] {
  const { lesson, run } = context;
  const step = currentStep(context);
  const task = promptOf(lesson, step, run.turnIndex);
  const lines: SpokenLine[] = [{ text: task.spoken, language: task.language }];
  if (step.kind === 'dialogue' && run.turnIndex === 0) {
    // Before the first line the scene is set.
    lines.unshift({
      text: step.spoken ?? step.prompt,
      language: instructionLanguage(lesson, step),
    });
  }
  if (step.kind === 'repeat') {
    lines.push({ text: step.sentence, language: answerLanguage(lesson, step) });
  }
  if (step.kind === 'choose') {
    for (const option of step.options) {
      lines.push({ text: option.text, language: answerLanguage(lesson, step) });
    }
  }
  return lines;
}

/** What the check found, as sentences for the screen and the voice, in the learner's language. */
function feedbackSentences(
  context: TutorContext,
  check: AnswerCheck,
): { opener: string; reason: string | null } {
  const { translate } = context;
  const opener = translate(`feedback.open.${isUnjudged(check) ? 'cannotTell' : check.verdict}`);
  // The teacher's own sentence knows better than a general one.
  if (check.feedback) return { opener, reason: check.feedback };
  const step = currentStep(context);
  const explained = 'explain' in step && step.explain !== undefined;
  // Where the explanation says it all, or there is only one word, praise would only take time.
  const known = explained || check.diff.length <= 1 || check.reason.key === BY_EAR;
  if (check.verdict === 'right' && known) {
    return { opener, reason: null };
  }
  const key = `feedback.${check.reason.key}`;
  const reason = translate(key, check.reason.params);
  return { opener, reason: reason === key || reason === opener || reason === '' ? null : reason };
}

/** What is said about the last answer; empty when nothing was judged. */
export function feedbackLines(context: TutorContext): SpokenLine[] {
  const { lesson, run, translate, locale } = context;
  const step = currentStep(context);
  const check = run.last?.check;
  const lines: SpokenLine[] = [];
  if (check && expectsAnswer(step, run.turnIndex)) {
    const { opener, reason } = feedbackSentences(context, check);
    lines.push({ text: opener, language: locale });
    if (reason) {
      const language = check.feedback ? instructionLanguage(lesson, step) : locale;
      lines.push({ text: reason, language });
    }
  }
  if (run.revealed) {
    const model = modelAnswer(lesson, step, run.turnIndex);
    if (model) {
      lines.push({ text: translate('tutor.modelIs'), language: locale });
      lines.push({ text: model, language: answerLanguage(lesson, step), slow: true });
    }
  }
  const explain = 'explain' in step ? step.explain : undefined;
  if (explain && (run.revealed || check?.verdict === 'right')) {
    lines.push({ text: explain, language: instructionLanguage(lesson, step) });
  }
  return lines;
}

/** "Did you say …?" for an answer that recognition is not sure of. */
export function confirmLines(context: TutorContext): SpokenLine[] {
  const { lesson, run, translate, locale } = context;
  const said = run.last?.answer ?? '';
  if (!said) return [{ text: translate('tutor.heardNothing'), language: locale }];
  return [
    { text: translate('tutor.didYouSay'), language: locale },
    { text: said, language: answerLanguage(lesson, currentStep(context)) },
  ];
}

/** From so many times on other ways are offered. */
export const OFFERS_FROM = 2;

/**
 * "Once more, please", for an answer that could not be made out, the `times`th time. `weakest`: a word
 * of a sentence that the learner knows, to say again.
 */
export function askAgainLines(
  { lesson, run, translate, locale }: TutorContext,
  times: number,
  weakest: string | undefined,
): SpokenLine[] {
  const own = (key: string): SpokenLine => ({ text: translate(key), language: locale });
  const ways = currentStep({ lesson, run }).kind === 'choose' ? 'otherWaysTap' : 'otherWays';
  const offers = times >= OFFERS_FROM ? [own(`tutor.${ways}`)] : [];
  if (weakest === undefined) return [own('tutor.askAgain'), ...offers];
  const language = answerLanguage(lesson, currentStep({ lesson, run }));
  return [own('tutor.askWord'), { text: weakest, language, slow: true }, ...offers];
}

/** The hint that was just given. */
export function hintLines(context: TutorContext, hint: string): SpokenLine[] {
  return [{ text: hint, language: instructionLanguage(context.lesson, currentStep(context)) }];
}

/** The answer to copy, said slowly when asked; empty when the step has none. */
export function modelLines(context: TutorContext, slow: boolean): SpokenLine[] {
  const step = currentStep(context);
  const model = modelAnswer(context.lesson, step, context.run.turnIndex);
  if (!model) return [];
  return [{ text: model, language: answerLanguage(context.lesson, step), slow }];
}

/** The result of the whole lesson, as one or two sentences. */
export function resultLines({ lesson, run, translate, locale }: TutorContext): SpokenLine[] {
  const { asked, right, mended, aloud } = summarize(lesson, run);
  const sum = right === asked ? 'finishedAll' : 'finished';
  const key = asked === 0 ? 'finishedNothing' : aloud ? sum : `${sum}Written`;
  const lines = [{ text: translate(`tutor.${key}`, { right, asked }), language: locale }];
  if (mended > 0) {
    lines.push({ text: translate('tutor.mended', { count: mended }), language: locale });
  }
  return lines;
}
