import { describe, expect, it } from 'vitest';
import type { Accept, KnownWrong, Lesson, Step } from '../../../src/contracts/lesson.ts';
import { checkAnswer } from '../../../src/lessons/check/check-answer.ts';
import { checkStep, modelAnswer } from '../../../src/lessons/check-step.ts';
import { answerLanguage, expectsAnswer, strictnessOf } from '../../../src/lessons/step-facts.ts';
import answers from './sample-answers.json' with { type: 'json' };
import { sampleLesson, sampleLessons } from './sample-files.ts';

/** What learners really say to the sample lessons, and what the lessons themselves accept and foresee. */

interface Question {
  readonly accept: readonly Accept[];
  readonly wrong?: readonly KnownWrong[] | undefined;
  readonly model?: string | undefined;
}

/** The questions of a step with typed expectations: `id`, or `id/turn` in a dialogue. */
function questionsOf(step: Step): [string, Question][] {
  if (step.kind === 'ask') return [[step.id, step]];
  if (step.kind !== 'dialogue') return [];
  return step.turns.flatMap((turn, index): [string, Question][] =>
    'learner' in turn ? [[`${step.id}/${String(index)}`, turn]] : [],
  );
}

/** The check of an answer that was typed, and of the same that was said and surely understood. */
const checks = (lesson: Lesson, step: Step, question: Question, answer: string) =>
  [false, true].map((spoken) =>
    checkAnswer(answer, {
      ...question,
      strictness: strictnessOf(lesson, step),
      language: answerLanguage(lesson, step),
      spoken,
      confidence: 1,
    }),
  );

/** The answer that stands in an entry itself; null for patterns and keywords. */
function literal(accept: Accept): string | null {
  if (typeof accept === 'string') return accept;
  if ('text' in accept) return accept.text;
  return 'number' in accept ? String(accept.number) : null;
}

describe.each([...sampleLessons.values()].map((lesson) => [lesson.id, lesson] as const))(
  '%s',
  (_, lesson) => {
    const questions = lesson.steps.flatMap((step) =>
      questionsOf(step).map(([name, question]) => ({ step, name, question })),
    );

    it('finds its own accepted and model answers right', () => {
      for (const { step, name, question } of questions) {
        const texts = [...question.accept.map(literal), question.model ?? null];
        for (const text of texts.filter((one) => one !== null)) {
          for (const check of checks(lesson, step, question, text)) {
            expect(check.verdict, `${name}: ${text}`).toBe('right');
          }
        }
      }
    });

    it('finds the model answer of every question right', () => {
      for (const step of lesson.steps) {
        const turns = step.kind === 'dialogue' ? step.turns.map((_turn, index) => index) : [0];
        for (const turnIndex of turns) {
          const model = modelAnswer(lesson, step, turnIndex);
          if (model === null || !expectsAnswer(step, turnIndex)) continue;
          const manner = { turnIndex, spoken: true, confidence: 1 };
          expect(checkStep(lesson, step, model, manner).verdict, `${step.id}: ${model}`).toBe(
            'right',
          );
        }
      }
    });

    it('answers a foreseen mistake with its own sentence', () => {
      for (const { step, name, question } of questions) {
        for (const { when, feedback } of question.wrong ?? []) {
          const text = literal(when);
          if (text === null) continue;
          for (const check of checks(lesson, step, question, text)) {
            expect(check, `${name}: ${text}`).toMatchObject({ verdict: 'wrong', feedback });
          }
        }
      }
    });
  },
);

describe('answers of learners', () => {
  const cases = Object.entries(answers).flatMap(([id, steps]) =>
    Object.entries(steps).map(([name, expected]) => [`${id} ${name}`, id, name, expected] as const),
  );

  it.each(cases)('%s', (_, id, name, expected) => {
    const lesson = sampleLesson(id);
    const step = lesson.steps.find((one) => one.id === name.split('/')[0]);
    const question = step && questionsOf(step).find(([one]) => one === name)?.[1];
    if (!step || !question) throw new RangeError(`no question ${name}`);
    for (const answer of expected.right) {
      for (const { verdict } of checks(lesson, step, question, answer)) {
        expect(verdict, answer).toBe('right');
      }
    }
    for (const answer of expected.notRight) {
      for (const { verdict } of checks(lesson, step, question, answer)) {
        expect(verdict, answer).not.toBe('right');
      }
    }
  });
});
