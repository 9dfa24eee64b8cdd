import { describe, expect, it } from 'vitest';
import type { Lesson, Step } from '../../../src/contracts/lesson.ts';
import { checkStep, modelAnswer } from '../../../src/lessons/check-step.ts';

const lessonOf = (step: Step, more: Partial<Lesson> = {}): Lesson => ({
  format: 1,
  id: 'test',
  version: 1,
  title: 'Test',
  language: 'en',
  steps: [step],
  ...more,
});
const typed = { spoken: false };
const model = (step: Step, turn?: number, more?: Partial<Lesson>) =>
  modelAnswer(lessonOf(step, more), step, turn);
const ask = (step: object): Step => ({
  kind: 'ask',
  id: 'a',
  prompt: 'Say it.',
  accept: ['x'],
  ...step,
});

describe('the model answer', () => {
  it('is the teacher’s own, or the first accepted', () => {
    expect(model(ask({ model: 'Model.', accept: ['First'] }))).toBe('Model.');
    expect(model(ask({ accept: ['First', 'Second'] }))).toBe('First');
    expect(model(ask({ accept: [{ text: 'First' }] }))).toBe('First');
  });

  it('is a pattern in its simplest reading and a number in digits', () => {
    expect(model(ask({ accept: [{ pattern: '(I am | I’m) [so] happy ...' }] }))).toBe(
      'I am so happy',
    );
    expect(model(ask({ accept: [{ number: 3.5, unit: 'km' }] }))).toBe('3.5 km');
    expect(model(ask({ accept: [{ number: 12345.5 }] }), undefined, { language: 'fr' })).toBe(
      '12345,5',
    );
    expect(model(ask({ accept: [{ keywords: { all: ['sun'], any: ['sea', 'lake'] } }] }))).toBe(
      'sun, sea',
    );
  });

  it('is known for every kind of step', () => {
    const options = [{ text: 'No' }, { text: 'Yes', correct: true }];
    expect(model({ kind: 'choose', id: 'c', prompt: '?', options })).toBe('Yes');
    expect(model({ kind: 'repeat', id: 'r', prompt: '?', sentence: 'Say me.' })).toBe('Say me.');
    expect(model({ kind: 'say', id: 's', prompt: '.' })).toBeNull();
    expect(model({ kind: 'talk', id: 't', prompt: '.' })).toBeNull();
    const points = [
      { label: 'light', any: ['sun'] },
      { label: 'water', any: ['rain'] },
    ];
    expect(model({ kind: 'teach-back', id: 'b', prompt: '?', points })).toBe('light, water');
    const turns = [
      { tutor: 'Hello' },
      { learner: 'Greet', accept: ['Good day'] },
      { learner: 'Ask', accept: ['x'], model: 'Two, please.' },
    ];
    const dialogue: Step = { kind: 'dialogue', id: 'd', prompt: '.', turns };
    expect(model(dialogue, 0)).toBeNull();
    expect(model(dialogue, 1)).toBe('Good day');
    expect(model(dialogue, 2)).toBe('Two, please.');
    expect(model(dialogue)).toBe('Good day');
    expect(model(dialogue, 9)).toBeNull();
  });

  it('is right when it is said', () => {
    const steps: Step[] = [
      ask({ accept: [{ pattern: '(I am | I’m) [so] happy ...' }] }),
      ask({ accept: [{ number: 3.5, unit: 'km' }], language: 'fr' }),
      ask({ accept: [{ keywords: { all: ['sun'], any: ['sea', 'lake'] } }] }),
      { kind: 'teach-back', id: 'b', prompt: '?', points: [{ label: 'sun', any: ['sun'] }] },
      { kind: 'repeat', id: 'r', prompt: '?', sentence: 'Say me.', strictness: 'exact' },
    ];
    for (const step of steps) {
      const lesson = lessonOf(step);
      const answer = modelAnswer(lesson, step) ?? '';
      expect(checkStep(lesson, step, answer, typed).verdict, answer).toBe('right');
    }
  });
});

describe('checking a step', () => {
  it('calls no number wrong where none was given', () => {
    const step = ask({ accept: ['two loaves please'] });
    const reason = (answer: string) => checkStep(lessonOf(step), step, answer, typed).reason.key;
    expect(reason('three loaves please')).toBe('wrong.number');
    expect(reason('loaves please')).not.toBe('wrong.number');
    expect(reason('Hello')).not.toBe('wrong.number');
  });

  it('takes the strictness of the step before the lesson’s, and its language', () => {
    const strict = ask({ accept: ['elephant'], strictness: 'exact' });
    const lenient = lessonOf(strict, { strictness: 'lenient' });
    expect(checkStep(lenient, strict, 'elephent', typed).verdict).toBe('close');
    const plain = ask({ accept: ['elephant'] });
    expect(checkStep(lenient, plain, 'elephent', typed).verdict).toBe('right');
    const spanish = ask({ accept: ['niño'], language: 'es' });
    expect(checkStep(lessonOf(spanish), spanish, 'nino', typed).verdict).toBe('close');
  });

  it('understands a choice in the language of instruction too', () => {
    const options = [{ text: 'rouge' }, { text: 'bleu', correct: true }];
    const step: Step = { kind: 'choose', id: 'c', prompt: 'Which is blue?', options };
    const lesson = lessonOf(step, { language: 'fr', instructionLanguage: 'en' });
    expect(checkStep(lesson, step, 'the second one', typed).verdict).toBe('right');
    expect(checkStep(lesson, step, 'le deuxième', typed).verdict).toBe('right');
  });

  it('asks rather than guesses when two options fit', () => {
    const options = [{ text: 'a red car' }, { text: 'a red bus', correct: true }];
    const step: Step = { kind: 'choose', id: 'c', prompt: '?', options };
    expect(checkStep(lessonOf(step), step, 'red', typed)).toMatchObject({
      verdict: 'unsure',
      reason: { key: 'unsure.whichOption' },
    });
    expect(checkStep(lessonOf(step), step, 'the bus', typed).verdict).toBe('right');
  });
});
