import { describe, expect, it } from 'vitest';
import { ParleyError } from '../../../src/base/parley-error.ts';
import { readLesson } from '../../../src/lessons/read-lesson.ts';

type Json = Record<string, unknown>;
const say = { kind: 'say', id: 'a', prompt: 'Hello.' };
const ask = { kind: 'ask', id: 'b', prompt: 'Q?', accept: ['x'] };
const choose = {
  kind: 'choose',
  id: 'c',
  prompt: 'C',
  options: [{ text: 'x', correct: true }, { text: 'y' }],
};
const dialogue = {
  kind: 'dialogue',
  id: 'd',
  prompt: 'D',
  turns: [{ tutor: 'Hi.' }, { learner: 'Greet.', accept: ['hi'] }],
};
const lesson = (change: Json = {}): Json => ({
  format: 1,
  id: 'x',
  version: 1,
  title: 'T',
  language: 'en',
  steps: [say, ask, choose, dialogue],
  ...change,
});
/** The lesson with only this step. */
const withStep = (step: Json, change: Json) => lesson({ steps: [{ ...step, ...change }] });

function refusal(data: unknown): { code: string; problem: string } {
  try {
    readLesson(data);
  } catch (error) {
    if (!(error instanceof ParleyError)) throw error;
    expect(error.remedy).toMatch(/\.$/);
    const problem = error.message.replace('This lesson cannot be used: ', '');
    return { code: error.code, problem };
  }
  return { code: 'none', problem: 'it was accepted' };
}

describe('readLesson', () => {
  it('returns a copy of a valid lesson', () => {
    const data = lesson();
    const read = readLesson(data);
    expect(read).toEqual(data);
    expect(read).not.toBe(data);
    expect(read.steps[1]).not.toBe(ask);
  });

  it('cleans texts: spaces around, line ends, tabs, marks that turn the direction', () => {
    const read = readLesson(
      lesson({ title: '  T\u202e  ', summary: 'a\r\nb\tc\rd', author: undefined }),
    );
    expect(read).toMatchObject({ title: 'T', summary: 'a\nb c\nd' });
    expect('author' in read).toBe(false);
    expect(readLesson(read)).toEqual(read);
  });

  it('makes no difference between zero and minus zero', () => {
    const read = readLesson(withStep(ask, { accept: [{ number: -0 }] }));
    expect(JSON.stringify(read)).toBe(JSON.stringify(readLesson(JSON.parse(JSON.stringify(read)))));
    expect(read.steps[0]).toMatchObject({ accept: [{ number: 0 }] });
  });

  it.each<[string, unknown]>([
    [
      'step 1, hint 2 is longer than 2,000 characters.',
      withStep(ask, { hints: ['a', 'x'.repeat(2_001)] }),
    ],
    [
      'step 1, the list of hints has more than 5 entries.',
      withStep(ask, { hints: Array(6).fill('h') }),
    ],
    ['step 1, the list of accepted answers needs at least 1 entry.', withStep(ask, { accept: [] })],
    ['step 1, accepted answer 1 is empty.', withStep(ask, { accept: ['  '] })],
    [
      'step 1, accepted answer 2, the number must be a number.',
      withStep(ask, { accept: ['a', { number: '3' }] }),
    ],
    [
      'step 1, accepted answer 1, the keywords names no keyword.',
      withStep(ask, { accept: [{ keywords: {} }] }),
    ],
    [
      'step 1, accepted answer 1, the keywords, keyword 2 must be text.',
      withStep(ask, { accept: [{ keywords: { any: ['a', 1] } }] }),
    ],
    [
      'step 1, known wrong answer 1, the feedback is missing.',
      withStep(ask, { wrong: [{ when: 'a' }] }),
    ],
    ['step 1, the prompt is missing.', withStep(ask, { prompt: undefined })],
    ['step 1, “onclick” is a field that I do not know.', withStep(ask, { onclick: 'alert(1)' })],
    [
      'step 1, the kind must be one of "say", "ask", "choose", "repeat", "dialogue", "teach-back", "talk".',
      withStep(ask, { kind: 'exam' }),
    ],
    ['step 1, the number of tries must be 9 or less.', withStep(ask, { tries: 10 })],
    ['step 1, the number of tries must be a whole number.', withStep(ask, { tries: 1.5 })],
    [
      'step 1, the picture, the address is not written in the right form.',
      withStep(ask, { image: { src: 'https://example.com/a.png', alt: 'a' } }),
    ],
    [
      'step 1, the picture, the address is not written in the right form.',
      withStep(ask, { image: { src: '//example.com/a.png', alt: 'a' } }),
    ],
    [
      'step 1, the picture, the address is not written in the right form.',
      withStep(ask, { image: { src: 'data:image/svg+xml;base64,AAAA', alt: 'a' } }),
    ],
    [
      'step 1, the list of options has no correct option.',
      withStep(choose, { options: [{ text: 'a' }, { text: 'b' }] }),
    ],
    [
      'step 1, the list of options names one option twice.',
      withStep(choose, { options: [{ text: 'a', correct: true }, { text: 'A' }] }),
    ],
    [
      'step 1, line 1, the tutor’s text must be text.',
      withStep(dialogue, { turns: [{ tutor: 1 }] }),
    ],
    [
      'step 1, line 2, accepted answer 1 is empty.',
      withStep(dialogue, { turns: [{ tutor: 'a' }, { learner: 'b', accept: [''] }] }),
    ],
    [
      'step 2, the id “a” is used by an earlier step.',
      lesson({ steps: [say, { ...ask, id: 'a' }] }),
    ],
    ['step 1, the id is not written in the right form.', withStep(ask, { id: 'Ä' })],
    ['the list of steps must be a list.', lesson({ steps: {} })],
    ['the list of steps needs at least 1 entry.', lesson({ steps: [] })],
    ['the list of steps has more than 200 entries.', lesson({ steps: Array(201).fill(say) })],
    ['the language is not written in the right form.', lesson({ language: 'English' })],
    ['the level must be one of "A1", "A2", "B1", "B2", "C1", "C2".', lesson({ level: 'D1' })],
    ['step 1 has the wrong form.', lesson({ steps: [null] })],
    ['the lesson does not say that it is a Parley lesson.', {}],
    ['the lesson does not say that it is a Parley lesson.', []],
    ['the lesson does not say that it is a Parley lesson.', 'lesson'],
    ['the lesson does not say that it is a Parley lesson.', null],
  ])('%s', (problem, data) => {
    expect(refusal(data)).toEqual({ code: 'lesson-invalid', problem });
  });

  it.each<[string, Json]>([
    ['step 1, accepted answer 1, the pattern', { accept: [{ pattern: '(a | b' }] }],
    [
      'step 1, known wrong answer 1, the answer, the pattern',
      { wrong: [{ when: { pattern: '...' }, feedback: 'No.' }] },
    ],
  ])('%s cannot be read', (place, change) => {
    const { code, problem } = refusal(withStep(ask, change));
    expect(code).toBe('lesson-invalid');
    expect(problem).toMatch(new RegExp(`^${place} cannot be read: .+\\.$`));
  });

  it('knows a lesson of another format', () => {
    expect(refusal(lesson({ format: 2 }))).toEqual({
      code: 'lesson-format-unknown',
      problem: 'This lesson is written in format 2; this Parley reads format 1.',
    });
  });
});

describe('hostile data', () => {
  const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

  it.each<[string, unknown]>([
    ['it has a field named “__proto__”.', JSON.parse('{"format":1,"__proto__":{"polluted":1}}')],
    ['it has a field named “constructor”.', { format: 1, constructor: { prototype: {} } }],
    [
      'it holds control characters, which can be neither shown nor spoken.',
      lesson({ title: 'a\u0000b' }),
    ],
    [
      'it holds control characters, which can be neither shown nor spoken.',
      lesson({ title: 'half \ud83d' }),
    ],
    ['its parts are nested too deeply.', lesson({ steps: nested(5_000) })],
    ['it has far too many parts.', lesson({ steps: Array(1_000_000).fill(0) })],
    ['it has far too many parts.', lesson({ steps: Array(4_000_000_000) })],
    ['it holds more than 400,000 characters.', lesson({ title: 'x'.repeat(400_001) })],
    [
      'it holds more than 400,000 characters.',
      lesson({ steps: Array(300).fill({ prompt: 'x'.repeat(1_990) }) }),
    ],
    ['it holds something that is not plain data.', lesson({ title: () => 'x' })],
    ['it holds something that is not plain data.', lesson({ version: 1n })],
    ['it holds something that is not plain data.', undefined],
  ])('%s', (problem, data) => {
    expect(refusal(data)).toEqual({ code: 'lesson-invalid', problem });
    expect(({} as Json).polluted).toBeUndefined();
  });

  it('is not caught in a circle', () => {
    const circle: Json = lesson();
    circle.summary = circle;
    expect(refusal(circle).problem).toBe('its parts are nested too deeply.');
  });

  it.each([Infinity, -Infinity, NaN, 1e300])('refuses the number %d', (number) => {
    expect(refusal(withStep(ask, { accept: [{ number }] })).code).toBe('lesson-invalid');
  });
});
