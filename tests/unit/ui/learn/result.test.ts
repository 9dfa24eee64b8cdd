import { describe, expect, test } from 'vitest';
import type { Lesson } from '../../../../src/contracts/lesson.ts';
import type { StepResult } from '../../../../src/lessons/lesson-run.ts';
import type { LessonResult } from '../../../../src/lessons/summarize.ts';
import es from '../../../../src/messages/es.json' with { type: 'json' };
import { createTranslate } from '../../../../src/messages/translate.ts';
import { translateEnglish as t } from '../../../fakes/translate-english.ts';
import { outlineOf } from '../../../../src/ui/learn/outline.ts';
import { pointsMet } from '../../../../src/lessons/points-met.ts';
import { resultLines, stepsToRepeat } from '../../../../src/ui/learn/result-lines.ts';
import { resultSentence } from '../../../../src/ui/learn/result-sentence.ts';

const lesson: Lesson = {
  format: 1,
  id: 'yesterday',
  version: 1,
  title: 'Yesterday',
  language: 'en',
  instructionLanguage: 'es',
  steps: [
    { kind: 'ask', id: 'go', prompt: '¿Cómo se dice «fui»?', accept: ['I went'] },
    { kind: 'ask', id: 'see', prompt: '¿Y «vi»?', accept: ['I saw'] },
    { kind: 'repeat', id: 'say', prompt: 'Repite.', sentence: 'I thought so.' },
  ],
};
const one = (change: Partial<StepResult>): StepResult => ({
  stepId: 'go',
  verdict: 'right',
  firstVerdict: 'right',
  tries: 0,
  hints: 0,
  revealed: false,
  skipped: false,
  disputes: 0,
  answer: 'I went',
  ...change,
});
const resultOf = (steps: StepResult[]): LessonResult => ({
  asked: steps.length,
  right: steps.filter(({ verdict }) => verdict === 'right').length,
  rightFirstTry: 0,
  mended: 0,
  neededAnswer: 0,
  skipped: 0,
  steps,
});

describe('resultLines', () => {
  test('says what was answered, and how it came about', () => {
    const [line] = resultLines(lesson, resultOf([one({ tries: 1, hints: 2 })]));
    expect(line).toMatchObject({ mark: 'right', text: 'I went', language: 'en' });
    expect(line?.notes.map(({ key, params }) => t(key, params))).toEqual([
      '2 tries',
      'with 2 hints',
    ]);
  });

  test('shows the task where nothing was answered, in the language of the task', () => {
    const skipped = one({ stepId: 'see', verdict: null, answer: '', skipped: true });
    const [line] = resultLines(lesson, resultOf([skipped]));
    expect(line).toMatchObject({ mark: 'wrong', text: '¿Y «vi»?', language: 'es' });
  });

  test('a sentence to repeat that was left out does not stand there twice', () => {
    const skipped = one({ stepId: 'say', verdict: null, answer: '', skipped: true });
    const [line] = resultLines(lesson, resultOf([skipped]));
    expect(line).toMatchObject({ text: 'I thought so.', model: null });
  });

  test('an answer that had to be shown is not close', () => {
    const shown = one({ verdict: 'close', revealed: true });
    expect(resultLines(lesson, resultOf([shown]))[0]?.mark).toBe('wrong');
  });

  test('shows the question, their answer, and the right one where theirs was not', () => {
    const [right, wrong] = resultLines(
      lesson,
      resultOf([one({}), one({ stepId: 'see', verdict: 'wrong', answer: 'I seen' })]),
    );
    expect(right).toMatchObject({ question: { text: '¿Cómo se dice «fui»?' }, model: null });
    expect(wrong).toMatchObject({
      question: { text: '¿Y «vi»?', language: 'es' },
      text: 'I seen',
      model: { text: 'I saw', language: 'en' },
    });
  });

  test('what was not right comes again, once', () => {
    const steps = [
      one({}),
      one({ stepId: 'see', verdict: 'wrong' }),
      one({ stepId: 'see', verdict: null }),
    ];
    expect(stepsToRepeat(resultOf(steps))).toEqual(['see']);
  });
});

describe('resultSentence', () => {
  test.each([
    [10, 8, 'Eight of ten said well.'],
    [10, 10, 'All ten said well.'],
    [1, 1, 'Said well.'],
    [3, 0, 'Three to come back to.'],
    [0, 0, 'You heard it to the end.'],
    [30, 14, '14 of 30 said well.'],
  ])('%i asked, %i right', (asked, right, sentence) => {
    expect(resultSentence(t, 'en', { asked, right })).toBe(sentence);
  });

  test('says nothing of saying where one wrote', () => {
    const written = (asked: number, right: number) =>
      resultSentence(t, 'en', { asked, right, aloud: false });
    expect(written(10, 8)).toBe('Eight of ten right.');
    expect(written(2, 2)).toBe('All two right.');
    expect(written(1, 1)).toBe('Right.');
  });

  test('in Spanish', () => {
    const spanish = createTranslate('es', es);
    expect(resultSentence(spanish, 'es', { asked: 10, right: 8 })).toBe(
      'Ocho de diez, bien dichas.',
    );
  });
});

describe('outlineOf', () => {
  test('takes neighbours of one kind together and quotes in the right language', () => {
    expect(outlineOf(lesson)).toEqual([
      { from: 1, kind: 'ask', count: 2, text: '¿Cómo se dice «fui»?', language: 'es' },
      { from: 3, kind: 'repeat', count: 1, text: 'I thought so.', language: 'en' },
    ]);
  });
});

describe('pointsMet', () => {
  test('ticks what the explanation mentions', () => {
    const step = {
      kind: 'teach-back' as const,
      id: 'why',
      prompt: 'Why?',
      points: [
        { label: 'go is irregular', any: ['irregular'] },
        { label: 'its past is went', any: ['went'] },
      ],
    };
    expect(pointsMet(lesson, step, 'It just becomes went.')).toEqual([false, true]);
  });
});
