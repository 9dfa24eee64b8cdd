import { describe, expect, it } from 'vitest';
import type { Lesson, Step } from '../../../../src/contracts/lesson.ts';
import { candidatesFor, carriedIn } from '../../../../src/lessons/listening/candidates.ts';
import { expectedAt } from '../../../../src/lessons/listening/expected.ts';

const lesson: Lesson = {
  format: 1,
  id: 'here',
  version: 1,
  title: 'Here',
  language: 'en',
  steps: [{ kind: 'say', id: 'a', prompt: 'Hello.' }],
};
const ask = (more: Partial<Extract<Step, { kind: 'ask' }>>): Step => ({
  kind: 'ask',
  id: 'q',
  prompt: 'What?',
  accept: ['Paris'],
  ...more,
});
const at = (step: Step, topic?: Lesson['topic']) =>
  expectedAt({ ...lesson, ...(topic ? { topic } : {}) }, step, 0);

describe('expectedAt', () => {
  it('writes out texts, patterns and numbers, and the mistakes that were foreseen', () => {
    const found = at(
      ask({
        accept: ['a kettle', { pattern: '[the] (pot | kettle)' }, { number: 7, unit: 'days' }],
        wrong: [{ when: 'a pan', feedback: 'Not that.' }],
        model: 'the kettle',
      }),
    );
    expect(found?.accepted).toEqual([
      'a kettle',
      'the pot',
      'the kettle',
      'pot',
      'kettle',
      '7 days',
      '7',
    ]);
    expect(found).toMatchObject({ wrong: ['a pan'], complete: true, form: false });
  });

  it('knows where more would be right than can be written out', () => {
    expect(at(ask({ accept: ['Paris', { keywords: { any: ['city'] } }] }))?.complete).toBe(false);
    expect(at(ask({ accept: ['Paris', 'It is ...'] }))?.complete).toBe(false);
    expect(at(ask({ accept: [{ number: 300, tolerance: 10 }] }))?.complete).toBe(false);
    expect(at(ask({ accept: [{ keywords: { any: ['city'] } }] }))).toBeNull();
  });

  it('knows where the form is the point', () => {
    expect(at(ask({ strictness: 'exact' }))?.form).toBe(true);
    expect(at(ask({}), 'grammar')?.form).toBe(true);
    expect(at(ask({}), 'pronunciation')?.form).toBe(true);
    expect(at(ask({}), 'vocabulary')?.form).toBe(false);
  });

  it('takes the other options of a choice for wrong, and the line of a dialogue', () => {
    const options = [{ text: 'Venus' }, { text: 'Mars', correct: true }];
    expect(at({ kind: 'choose', id: 'c', prompt: 'Which?', options })).toMatchObject({
      accepted: ['Mars'],
      wrong: ['Venus'],
    });
    const turns = [{ tutor: 'Yes?' }, { learner: 'Order.', accept: ['a coffee please'] }];
    const dialogue: Step = { kind: 'dialogue', id: 'd', prompt: 'At the bar.', turns };
    expect(expectedAt(lesson, dialogue, 1)?.accepted).toEqual(['a coffee please']);
    expect(expectedAt(lesson, dialogue, 0)).toBeNull();
    expect(at({ kind: 'say', id: 's', prompt: 'Hello.' })).toBeNull();
  });
});

describe('carriedIn', () => {
  it.each([
    ['I sink it is parish', 'Paris', 'I sink it is Paris'],
    ['the capital is barris I think', 'Paris', 'the capital is Paris I think'],
    ['we boil water in a cattle', 'a kettle', 'we boil water in a kettle'],
  ])('%s with %s in it', (heard, answer, text) => {
    expect(carriedIn(heard, answer)).toBe(text);
  });

  it('is nothing where nothing was said around it', () => {
    expect(carriedIn('parish', 'Paris')).toBeNull();
  });
});

describe('candidatesFor', () => {
  const never: (text: string) => boolean = () => false;
  const kinds = (heard: string, step: Step, isRight = never, topic?: Lesson['topic']) => {
    const expected = at(step, topic);
    if (!expected) throw new Error('nothing expected');
    return candidatesFor(expected, heard, isRight);
  };

  it('asks about what is right, what is wrong, and what is easily taken for it', () => {
    const wrong = [{ when: 'London', feedback: 'No.' }];
    const found = kinds('I sink it is parish', ask({ wrong }));
    expect(found.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
      'accepted: Paris',
      'carried: I sink it is Paris',
      'wrong: London',
      'rival: Parises',
    ]);
  });

  it('leaves out slips that pass as right', () => {
    const step = ask({ accept: ['the dogs'] });
    expect(kinds('dogs', step, (text) => text === 'dogs').some(({ text }) => text === 'dogs')).toBe(
      false,
    );
  });

  it('holds a number against other numbers, and a sound against its like where that is learned', () => {
    const texts = (step: Step, topic?: Lesson['topic']) =>
      kinds('x', step, never, topic).flatMap(({ kind, text }) => (kind === 'rival' ? [text] : []));
    const wrong = (step: Step) =>
      kinds('x', step).flatMap(({ kind, text }) => (kind === 'wrong' ? [text] : []));
    expect(wrong(ask({ accept: ['six'] }))).toEqual(
      expect.arrayContaining(['two', 'three', 'ten']),
    );
    expect(wrong(ask({ accept: ['fourteen'] }))).toContain('forty');
    expect(texts(ask({ accept: ['A big ship'] }), 'pronunciation')).toContain('A big sheep');
    expect(texts(ask({ accept: ['A big ship'] }))).not.toContain('A big sheep');
  });

  it('asks about a bounded number, the nearest first', () => {
    const accept = Array.from({ length: 40 }, (_, index) => `answer number ${index}`);
    const found = kinds('answer number 33', ask({ accept }));
    expect(found[0]?.text).toBe('answer number 33');
    expect(found.length).toBeLessThanOrEqual(8 + 2 + 6 + 24);
  });
});
