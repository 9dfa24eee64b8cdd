import { describe, expect, it } from 'vitest';
import type { AnswerCheck } from '../../../src/contracts/answer-check.ts';
import type { Lesson } from '../../../src/contracts/lesson.ts';
import type { LessonRun } from '../../../src/lessons/lesson-run.ts';
import { startRun } from '../../../src/lessons/stepping.ts';
import { translateEnglish } from '../../fakes/translate-english.ts';
import {
  confirmLines,
  currentStep,
  feedbackLines,
  hintLines,
  modelLines,
  promptLines,
  resultLines,
  type TutorContext,
} from '../../../src/tutor/lesson-tutor.ts';

const lessonOf = (step: Lesson['steps'][number]): Lesson => ({
  format: 1,
  id: 'a',
  version: 1,
  title: 'A',
  language: 'es-ES',
  instructionLanguage: 'en',
  steps: [step],
});

const ask: Lesson['steps'][number] = {
  kind: 'ask',
  id: 'bread',
  prompt: 'How do you say “bread”?',
  spoken: 'How do you say bread?',
  accept: ['pan'],
  explain: 'It is masculine.',
};

const check = (more: Partial<AnswerCheck>): AnswerCheck => ({
  verdict: 'wrong',
  diff: [],
  score: 0,
  reason: { key: 'wrong.other' },
  ...more,
});

function at(lesson: Lesson, run: Partial<LessonRun> = {}): TutorContext {
  return {
    lesson,
    run: { ...startRun(lesson), ...run },
    translate: translateEnglish,
    locale: 'en',
  };
}

/** A run whose last answer was judged so. */
const judged = (step: Lesson['steps'][number], found: AnswerCheck, run: Partial<LessonRun> = {}) =>
  at(lessonOf(step), {
    phase: 'feedback',
    last: { answer: 'panadería', check: found, by: 'voice', counted: true },
    ...run,
  });

describe('a task', () => {
  it('is said in its spoken form and in the language of instruction', () => {
    expect(promptLines(at(lessonOf(ask)))).toEqual([
      { text: 'How do you say bread?', language: 'en' },
    ]);
  });

  it('of repeating ends with the sentence, in the language of the lesson', () => {
    const repeat = {
      kind: 'repeat',
      id: 'r',
      prompt: 'After me.',
      sentence: 'Una barra.',
    } as const;
    expect(promptLines(at(lessonOf(repeat))).at(-1)).toEqual({
      text: 'Una barra.',
      language: 'es-ES',
    });
  });

  it('of choosing names every option', () => {
    const options = [{ text: 'pan', correct: true }, { text: 'vino' }];
    const choose = { kind: 'choose', id: 'c', prompt: 'Which?', options } as const;
    const lines = promptLines(at(lessonOf({ ...choose, options: [...options] })));
    expect(lines.map(({ text }) => text)).toEqual(['Which?', 'pan', 'vino']);
  });

  it('of a role play sets the scene once', () => {
    const lesson = lessonOf({
      kind: 'dialogue',
      id: 'd',
      prompt: 'In a shop.',
      turns: [{ tutor: '¡Hola!' }, { learner: 'Greet.', accept: ['hola'] }],
    });
    expect(promptLines(at(lesson)).map(({ text }) => text)).toEqual(['In a shop.', '¡Hola!']);
    expect(promptLines(at(lesson, { turnIndex: 1 }))).toEqual([{ text: 'Greet.', language: 'en' }]);
  });
});

describe('feedback', () => {
  it('is nothing before an answer', () => {
    expect(feedbackLines(at(lessonOf(ask)))).toEqual([]);
  });

  it('praises in one word where the explanation says the rest', () => {
    const right = check({ verdict: 'right', score: 1, reason: { key: 'right' } });
    expect(feedbackLines(judged(ask, right)).map(({ text }) => text)).toEqual([
      'Right.',
      'It is masculine.',
    ]);
  });

  it('puts the teacher’s own sentence before a general one', () => {
    const foreseen = check({ feedback: 'That is the shop.' });
    expect(feedbackLines(judged(ask, foreseen))).toEqual([
      { text: 'Not yet.', language: 'en' },
      { text: 'That is the shop.', language: 'en' },
    ]);
  });

  it('shows the answer, slowly and in its own language, once the tries are spent', () => {
    const lines = feedbackLines(judged(ask, check({}), { revealed: true }));
    expect(lines).toContainEqual({ text: 'pan', language: 'es-ES', slow: true });
    expect(lines.at(-1)?.text).toBe('It is masculine.');
  });
});

it('asks whether it heard well, with the words in the lesson’s language', () => {
  expect(confirmLines(judged(ask, check({ verdict: 'unsure' }))).at(-1)).toEqual({
    text: 'panadería',
    language: 'es-ES',
  });
  expect(confirmLines(at(lessonOf(ask))).map(({ text }) => text)).toEqual([
    'I did not catch that. Say it again, or type it.',
  ]);
});

it('says hints in the language of instruction and models in the lesson’s', () => {
  expect(hintLines(at(lessonOf(ask)), 'Three letters.')).toEqual([
    { text: 'Three letters.', language: 'en' },
  ]);
  expect(modelLines(at(lessonOf(ask)), true)).toEqual([
    { text: 'pan', language: 'es-ES', slow: true },
  ]);
  expect(modelLines(at(lessonOf({ kind: 'say', id: 's', prompt: 'Hello.' })), false)).toEqual([]);
});

describe('the result', () => {
  const result = {
    stepId: 'bread',
    verdict: 'right',
    firstVerdict: 'wrong',
    tries: 1,
    hints: 0,
    revealed: false,
    skipped: false,
    disputes: 0,
    answer: 'pan',
  } as const;

  it('names what was mended', () => {
    const lines = resultLines(
      at(lessonOf(ask), { results: [result], phase: 'done', stepIndex: 1 }),
    );
    expect(lines.map(({ text }) => text)).toEqual([
      'All 1 said well.',
      'You put one right by yourself.',
    ]);
  });

  it('of a lesson that asked nothing is that it is over', () => {
    const lines = resultLines(at(lessonOf({ kind: 'say', id: 's', prompt: 'Hello.' })));
    expect(lines.map(({ text }) => text)).toEqual(['That was the whole lesson.']);
  });

  it('stands at the last step when the lesson is over', () => {
    expect(currentStep(at(lessonOf(ask), { stepIndex: 1 })).id).toBe('bread');
  });
});
