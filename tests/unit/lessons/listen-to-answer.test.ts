import { describe, expect, it } from 'vitest';
import type { CandidateFit, Transcript } from '../../../src/contracts/engine.ts';
import type { Lesson, Step } from '../../../src/contracts/lesson.ts';
import { BY_EAR, listenToAnswer } from '../../../src/lessons/listen-to-answer.ts';

const limits: NonNullable<CandidateFit['limits']> = {
  accept: { mean: -1.8, deficit: -3.5 },
  reject: { mean: -3, clear: -0.65 },
  sure: { mean: -0.15, gap: 1.5 },
  other: { gap: 8, deficit: -6.5, clear: -0.3 },
};
const kettle: Step = {
  kind: 'ask',
  id: 'q',
  prompt: 'What boils water?',
  accept: ['a kettle'],
  wrong: [{ when: 'a pan', feedback: 'A pan is for frying.' }],
};
const lessonOf = (step: Step, more: Partial<Lesson> = {}): Lesson => ({
  format: 1,
  id: 'l',
  version: 1,
  title: 'L',
  language: 'en',
  steps: [step],
  ...more,
});

/** What a recogniser would say of the candidates: by text a mean, everything else is far off. */
function hear(
  step: Step,
  text: string,
  heardMean: number,
  means: Readonly<Record<string, number>>,
  more: Partial<Transcript> = {},
  lesson: Partial<Lesson> = {},
) {
  const listener = listenToAnswer(lessonOf(step, lesson), step, 0);
  const fit = (each: string, mean: number) => ({
    text: each,
    mean,
    logProbability: mean * 4,
    words: each.split(' ').map((word) => ({ text: word, deficit: Math.min(0, mean + 0.5) })),
  });
  const candidates = listener.candidates(text).map((each) => fit(each, means[each] ?? -9));
  return listener.judge({
    text,
    final: true,
    fit: { heard: fit(text, heardMean), candidates, limits },
    ...more,
  });
}

describe('listenToAnswer', () => {
  it('accepts by ear and says so, in the words of the lesson', () => {
    const found = hear(kettle, 'a cattle', -0.4, { 'a kettle': -0.9 });
    expect(found).toMatchObject({
      kind: 'judged',
      answer: 'a kettle',
      check: { verdict: 'right', reason: { key: BY_EAR, params: { heard: 'a cattle' } } },
    });
  });

  it('leaves a right transcript as it is', () => {
    const found = hear(kettle, 'It is a kettle.', -0.1, { 'a kettle': -6 });
    expect(found).toMatchObject({ answer: 'It is a kettle.', check: { verdict: 'right' } });
    expect(found).not.toMatchObject({ check: { reason: { key: BY_EAR } } });
  });

  it('asks again where it cannot tell, without a word about the answer', () => {
    const found = hear(kettle, 'a cattle', -0.4, { 'a kettle': -2.4 });
    expect(found).toEqual({ kind: 'ask-again', answer: 'a cattle' });
  });

  it('names the hardest word of a sentence to repeat, and of nothing else', () => {
    const repeat: Step = { kind: 'repeat', id: 'r', prompt: 'Say:', sentence: 'big ship' };
    expect(hear(repeat, 'bee', -0.6, { 'big ship': -2.4 })).toEqual({
      kind: 'ask-again',
      answer: 'bee',
      weakest: 'big',
    });
  });

  it('judges what is clearly something else by its transcript, with nothing left to confirm', () => {
    const found = hear(kettle, 'a spoon', -0.2, { 'a kettle': -4 }, { confidence: 0.5 });
    expect(found).toMatchObject({ kind: 'judged', answer: 'a spoon', check: { verdict: 'wrong' } });
  });

  it('knows a foreseen mistake by ear', () => {
    const found = hear(kettle, 'a ban', -0.4, { 'a kettle': -5, 'a pan': -0.5 });
    expect(found).toMatchObject({
      answer: 'a ban',
      check: { verdict: 'wrong', feedback: 'A pan is for frying.' },
    });
  });

  it('shows the slip that was said where the transcript mended it', () => {
    const step: Step = { kind: 'ask', id: 'q', prompt: '?', accept: ['He is a doctor.'] };
    const means = { 'He is a doctor.': -1.2, 'He is doctor.': -0.2 };
    const found = hear(step, 'He is a doctor.', -0.1, means, {}, { topic: 'grammar' });
    expect(found).toMatchObject({ answer: 'He is doctor.', check: { verdict: 'close' } });
  });

  it('holds a loop against nobody', () => {
    const more = { doubt: 'repetition' } as const;
    expect(hear(kettle, 'through through', -0.2, { 'a kettle': -4 }, more).kind).toBe('ask-again');
  });

  it('judges by the transcript alone where nothing was measured, or nothing is known of the model', () => {
    const listener = listenToAnswer(lessonOf(kettle), kettle, 0);
    const transcript = { text: 'a spoon', final: true, confidence: 0.9 };
    expect(listener.judge(transcript)).toMatchObject({ check: { verdict: 'wrong' } });
    const fit = { heard: null, candidates: [] };
    expect(listener.judge({ ...transcript, fit })).toMatchObject({ check: { verdict: 'wrong' } });
  });

  it('measures nothing where the transcript is right and only the meaning counts', () => {
    const asks = (heard: string, step: Step = kettle, more: Partial<Lesson> = {}) =>
      listenToAnswer(lessonOf(step, more), step, 0).candidates(heard).length > 0;
    expect(asks('It is a kettle.')).toBe(false);
    expect(asks('a cattle')).toBe(true);
    expect(asks('It is a kettle.', kettle, { topic: 'grammar' })).toBe(true);
    const doctor: Step = { kind: 'ask', id: 'q', prompt: '?', accept: ['He is a doctor.'] };
    // Aloud a missing article passes; whether it was missing is measured.
    expect(asks('He is doctor.', doctor)).toBe(true);
    expect(asks('He is a doctor.', doctor)).toBe(false);
  });

  it('does not doubt what is right as it stands, an option of a choice neither', () => {
    const options = [{ text: 'Venus' }, { text: 'Mars', correct: true }];
    const planet: Step = { kind: 'choose', id: 'c', prompt: 'Which planet is red?', options };
    const listener = listenToAnswer(lessonOf(planet), planet, 0);
    expect(listener.candidates('Mars.')).toEqual([]);
    const unsure = { text: 'Mars.', final: true, confidence: 0.2 };
    expect(listener.judge(unsure)).toMatchObject({ kind: 'judged', check: { verdict: 'right' } });
  });

  it('asks which choice is meant where the words were clear and name none', () => {
    const options = [{ text: 'Venus' }, { text: 'Mars', correct: true }];
    const planet: Step = { kind: 'choose', id: 'c', prompt: 'Which planet is red?', options };
    expect(hear(planet, 'Sunday', -0.1, { Mars: -6, Venus: -7 })).toMatchObject({
      kind: 'judged',
      check: { verdict: 'unsure', reason: { key: 'unsure.whichOption' } },
    });
  });

  it('asks a recogniser about nothing where nothing in particular is wanted', () => {
    const talk: Step = { kind: 'talk', id: 't', prompt: 'Talk.' };
    expect(listenToAnswer(lessonOf(talk), talk, 0).candidates('Hello')).toEqual([]);
  });
});

describe('an answer that ends a turn', () => {
  const ends = (step: Step, text: string) =>
    listenToAnswer(lessonOf(step), step, 0).endsTurn({ text, final: true });
  const ask = (...accept: (string | { number: number })[]): Step => ({
    kind: 'ask',
    id: 'q',
    prompt: 'What is it?',
    accept,
  });

  it('is right as it stands, and nothing else', () => {
    expect(ends(kettle, 'A kettle.')).toBe(true);
    expect(ends(kettle, 'I think it is a')).toBe(false);
    expect(ends(kettle, 'a pan')).toBe(false);
    expect(ends(kettle, 'a bucket')).toBe(false);
  });

  it('is no number that may go on', () => {
    expect(ends(ask({ number: 7 }), 'seven')).toBe(true);
    expect(ends(ask({ number: 25 }), '25')).toBe(true);
    expect(ends(ask({ number: 20 }), 'twenty')).toBe(false);
    expect(ends(ask({ number: 300 }), '300.')).toBe(false);
  });

  it('is none where ways of being right are unknown, or nothing in particular is wanted', () => {
    expect(ends(ask('I like ...'), 'I like tea')).toBe(false);
    const talk: Step = { kind: 'talk', id: 't', prompt: 'Talk to me.' };
    expect(ends(talk, 'Hello')).toBe(false);
  });
});
