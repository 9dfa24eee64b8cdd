import { expect, test } from 'vitest';
import { translateEnglish } from '../../../fakes/translate-english.ts';
import { speedInWords } from '../../../../src/ui/models/speed-in-words.ts';

test.each([
  ['chat', { firstMs: 900, tokensPerSecond: 31.7 }, false, 'about 24 words a second (predicted)'],
  ['chat', { firstMs: 900, tokensPerSecond: 10 }, true, '7.5 words a second (measured)'],
  [
    'transcribe',
    { firstMs: 314, realTimeFactor: 0.1 },
    false,
    'hears 3 seconds in about 0.31 s (predicted)',
  ],
  ['speak', { firstMs: 1234, realTimeFactor: 0.5 }, true, 'first sound after 1.2 s (measured)'],
  ['embed', { firstMs: 31 }, false, 'about 0.031 s a sentence (predicted)'],
] as const)('%s', (job, figures, measured, words) => {
  expect(speedInWords(translateEnglish, job, { figures, measured })).toBe(words);
});
