import type { AnswerCheck } from '../contracts/answer-check.ts';
import type { Accept, Lesson, Step } from '../contracts/lesson.ts';
import { withoutArtefacts } from './check/read/artefacts.ts';
import { checkAnswer, GUESSED, quoteAnswer } from './check/check-answer.ts';
import { findChoice } from './check/compare/choice.ts';
import { hasKeyword } from './check/compare/keywords.ts';
import { languageRules } from './check/read/language.ts';
import { writtenNumber } from './check/compare/match-number.ts';
import { readAnswer } from './check/compare/answer.ts';
import { compilePattern, simplestReading } from './check/read/pattern.ts';
import { isUnfinished } from './check/compare/unfinished.ts';
import { answerLanguage, strictnessOf } from './step-facts.ts';

/** How an answer came to us. */
export interface AnswerManner {
  /** The line of a role play. */
  readonly turnIndex?: number;
  readonly spoken: boolean;
  /** 0..1, how sure the recogniser was; 1 once the learner has confirmed what was heard. */
  readonly confidence?: number;
}
type StepOf<Kind extends Step['kind']> = Extract<Step, { kind: Kind }>;
type LearnerTurn = Extract<StepOf<'dialogue'>['turns'][number], { learner: string }>;

/** Share of the points of a teach-back that makes it right, and nearly right. */
const TAUGHT = 0.9;
const NEARLY_TAUGHT = 0.7;

const nothingAsked: AnswerCheck = {
  verdict: 'right',
  diff: [],
  score: 1,
  reason: { key: 'right' },
};
const unsure = (key: string): AnswerCheck => ({
  verdict: 'unsure',
  diff: [],
  score: 0,
  reason: { key },
});
const nothingIn = (spoken: boolean) => unsure(spoken ? 'unsure.nothing' : 'unsure.noWords');
const didYouSay = (answer: string, score: number): AnswerCheck => ({
  verdict: 'unsure',
  diff: [],
  score,
  reason: { key: 'unsure.didYouSay', params: { said: quoteAnswer(answer) } },
});

function learnerTurn(step: StepOf<'dialogue'>, index: number | undefined): LearnerTurn | null {
  const turn = index === undefined ? step.turns.find((one) => 'learner' in one) : step.turns[index];
  return turn && 'learner' in turn ? turn : null;
}

function checkChoice(lesson: Lesson, step: StepOf<'choose'>, said: string, how: AnswerManner) {
  const { spoken, confidence = 1 } = how;
  const texts = step.options.map((option) => option.text);
  const answer = withoutArtefacts(said, texts, spoken);
  const languages = new Set([
    answerLanguage(lesson, step),
    lesson.instructionLanguage,
    step.promptLanguage,
  ]);
  for (const language of languages) {
    if (language === undefined) continue;
    const rules = languageRules(language);
    const judging = { rules, strictness: 'normal', spoken, verbatim: false } as const;
    const choice = findChoice(answer, texts, judging);
    if (choice === 'none') continue;
    const option = choice === 'several' ? undefined : step.options[choice.option];
    if (choice === 'several' || !option) break;
    if (
      spoken &&
      (confidence < GUESSED || (choice.match?.grade === 'close' && how.confidence !== 1))
    ) {
      return didYouSay(answer, choice.match?.score ?? 0.5);
    }
    const right = option.correct === true;
    const check: AnswerCheck = {
      verdict: right ? 'right' : 'wrong',
      matched: option.text,
      diff: [],
      score: right ? 1 : 0,
      reason: right ? { key: 'right' } : { key: 'wrong.option', params: { said: option.text } },
    };
    return option.feedback === undefined ? check : { ...check, feedback: option.feedback };
  }
  const empty = readAnswer(answer, {
    rules: languageRules(lesson.language),
    strictness: 'normal',
    spoken,
    verbatim: false,
  }).readings.every(({ words }) => words.length === 0);
  return empty ? nothingIn(spoken) : unsure('unsure.whichOption');
}

function checkTeachBack(
  lesson: Lesson,
  step: StepOf<'teach-back'>,
  said: string,
  how: AnswerManner,
): AnswerCheck {
  const { spoken, confidence = 1 } = how;
  const expected = step.points.flatMap(({ any }) => any);
  const answer = withoutArtefacts(said, expected, spoken);
  const strictness = strictnessOf(lesson, step);
  const rules = languageRules(answerLanguage(lesson, step));
  const read = readAnswer(answer, { rules, strictness, spoken, verbatim: false });
  if (read.readings.every(({ words }) => words.length === 0)) return nothingIn(spoken);
  if (isUnfinished(read, { accept: [] })) return unsure('unsure.thinking');
  const missing = step.points.filter((point) => !point.any.some((word) => hasKeyword(read, word)));
  const score = 1 - missing.length / step.points.length;
  const verdict = score >= TAUGHT ? 'right' : score >= NEARLY_TAUGHT ? 'close' : 'wrong';
  if (verdict !== 'right' && spoken && confidence < GUESSED) return didYouSay(answer, score);
  const params = { points: missing.map((point) => point.label).join(', '), count: missing.length };
  const reason =
    missing.length > 0
      ? { key: 'teachBack.missing', params }
      : { key: 'teachBack.all', params: { count: step.points.length } };
  return { verdict, diff: [], score, reason };
}

/**
 * Judges what the learner said or wrote at a step. Narration and free talk are always right. Throws
 * ParleyError `pattern-invalid` only for a lesson that was not validated.
 */
export function checkStep(
  lesson: Lesson,
  step: Step,
  answer: string,
  how: AnswerManner,
): AnswerCheck {
  const strictness = strictnessOf(lesson, step);
  const { spoken, confidence } = how;
  const base = { language: answerLanguage(lesson, step), spoken, confidence };
  switch (step.kind) {
    case 'say':
    case 'talk':
      return nothingAsked;
    case 'ask': {
      const { accept, wrong, model } = step;
      return checkAnswer(answer, { ...base, accept, wrong, model, strictness });
    }
    case 'repeat':
      return checkAnswer(answer, {
        ...base,
        accept: [step.sentence],
        strictness: strictness === 'lenient' ? 'lenient' : 'exact',
        verbatim: true,
      });
    case 'dialogue': {
      const turn = learnerTurn(step, how.turnIndex);
      if (!turn) return nothingAsked;
      const { accept, wrong, model } = turn;
      return checkAnswer(answer, { ...base, accept, wrong, model, strictness });
    }
    case 'choose':
      return checkChoice(lesson, step, answer, how);
    case 'teach-back':
      return checkTeachBack(lesson, step, answer, how);
  }
}

function shown(accept: Accept, language: string): string {
  if (typeof accept === 'string') return accept;
  if ('text' in accept) return accept.text;
  if ('pattern' in accept) return simplestReading(compilePattern(accept.pattern));
  if ('number' in accept) return writtenNumber(accept, language);
  return [...(accept.keywords.all ?? []), ...(accept.keywords.any ?? []).slice(0, 1)].join(', ');
}

/**
 * The answer to show and say: the teacher's model, or the first accepted answer, a pattern in its
 * simplest reading and a number in digits. Null where nothing is asked.
 */
export function modelAnswer(lesson: Lesson, step: Step, turnIndex?: number): string | null {
  const language = answerLanguage(lesson, step);
  switch (step.kind) {
    case 'say':
    case 'talk':
      return null;
    case 'ask':
      return step.model ?? (step.accept[0] === undefined ? null : shown(step.accept[0], language));
    case 'repeat':
      return step.sentence;
    case 'choose':
      return step.options.find((option) => option.correct === true)?.text ?? null;
    case 'dialogue': {
      const turn = learnerTurn(step, turnIndex);
      const [first] = turn?.accept ?? [];
      return turn?.model ?? (first === undefined ? null : shown(first, language));
    }
    case 'teach-back':
      return step.model ?? step.points.map((point) => point.label).join(', ');
  }
}
