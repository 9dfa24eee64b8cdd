import { expect, test } from 'vitest';
import { readHeard } from '../../../../src/engines/over-http/read-heard.ts';

test('a plain answer is its text', () => {
  expect(readHeard({ text: ' Hello. ' })).toEqual({ text: 'Hello.' });
});

test('a long answer tells language, words in ms and how likely it is', () => {
  const heard = readHeard({
    text: 'The sky.',
    language: 'en',
    segments: [
      { start: 0, end: 1, avg_logprob: -0.2 },
      { start: 1, end: 4, avg_logprob: -0.6 },
    ],
    words: [
      { word: ' The', start: 0.1, end: 0.3 },
      { word: 'sky.', start: 0.3, end: 0.9 },
    ],
  });
  expect(heard).toEqual({
    text: 'The sky.',
    language: 'en',
    averageLogProbability: expect.closeTo(-0.5) as number,
    words: [
      { text: 'The', fromMs: 100, toMs: 300 },
      { text: 'sky.', fromMs: 300, toMs: 900 },
    ],
  });
});

test.each([
  ['a language by its name', { language: 'english' }],
  ['nobody’s language', { language: 'und' }],
  ['a certainty that nobody measured', { segments: [{ start: 0, end: 1, avg_logprob: 0 }] }],
  ['half of the words', { words: [{ word: 'a', start: 0, end: 1 }, { word: 'b' }] }],
])('what is not known is left out: %s', (_, more) => {
  expect(readHeard({ text: 'a b', ...more })).toEqual({ text: 'a b' });
});

test.each([[null], ['text'], [{}], [{ text: 3 }]])('%j is no answer', (answer) => {
  expect(readHeard(answer)).toBeUndefined();
});
