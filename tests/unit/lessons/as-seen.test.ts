import { describe, expect, it } from 'vitest';
import { asSeen, isUnseen } from '../../../src/lessons/as-seen.ts';
import { readLesson } from '../../../src/lessons/read-lesson.ts';
import { sampleLessons } from './sample-files.ts';

const lessonWith = (change: object) => ({
  format: 1,
  id: 'strange',
  version: 1,
  title: 'Strange',
  language: 'en',
  steps: [{ kind: 'say', id: 'a', prompt: 'Hello.' }],
  ...change,
});
const choice = (...texts: string[]) =>
  lessonWith({
    steps: [
      {
        kind: 'choose',
        id: 'a',
        prompt: 'Which?',
        options: texts.map((text, index) => ({ text, correct: index === 0 })),
      },
    ],
  });

describe('what nobody sees', () => {
  const blanks = [
    '\u200b',
    '\u200b\u200c\u200d',
    '\u2060 \ufeff',
    '\u3164',
    '\u2800\u2800',
    '\u00ad',
    '\ufe0f',
  ];

  it.each(blanks)('%j is refused wherever a text is wanted', (text) => {
    expect(isUnseen(text)).toBe(true);
    for (const change of [
      { title: text },
      { author: text },
      { steps: [{ kind: 'say', id: 'a', prompt: text }] },
    ]) {
      expect(() => readLesson(lessonWith(change))).toThrow(/nobody sees|empty/);
    }
  });

  it('is welcome between letters', () => {
    // Persian and emoji need joiners.
    for (const title of [
      '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645',
      '\u{1f468}\u200d\u{1f469}',
      'na\u00adtion',
    ]) {
      expect(readLesson(lessonWith({ title })).title).toBe(title);
    }
  });
});

describe('options', () => {
  it.each([
    ['Mars', 'mars'],
    ['Mars', 'M\u0430rs'],
    ['Mars', 'Ma\u200brs'],
    ['Mars', '\uff2dars'],
    ['a b', 'a\u00a0b'],
    ['a b', 'a  b'],
  ])('%j and %j look the same and are refused', (one, other) => {
    expect(asSeen(one)).toBe(asSeen(other));
    expect(() => readLesson(choice(one, other))).toThrow(/look the same|twice/);
  });

  it.each([
    ['si', 's\u00ed'],
    ['their', 'there'],
    ['\u043c\u0438\u0440', '\u043c\u0443\u0437'],
  ])('%j and %j are two', (one, other) => {
    expect(readLesson(choice(one, other)).steps).toHaveLength(1);
  });
});

it('every sample is read as before', () => {
  for (const lesson of sampleLessons.values()) expect(readLesson(lesson)).toEqual(lesson);
});
