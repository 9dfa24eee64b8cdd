import { expect, test } from 'vitest';
import { translateEnglish as t } from '../../../fakes/translate-english.ts';
import {
  figuresInWords,
  sparkInWords,
  timeInWords,
} from '../../../../src/ui/routes/figure-words.ts';
import { sparkPath } from '../../../../src/ui/routes/spark-path.ts';

test('times have the unit that reads best', () => {
  expect([9.4, 210, 1234, 12_345].map((ms) => timeInWords(t, ms))).toEqual([
    '9 ms',
    '210 ms',
    '1.2 s',
    '12 s',
  ]);
});

test('every figure that is known is said', () => {
  expect(figuresInWords(t, { firstMs: 380 })).toBe('380 ms');
  expect(figuresInWords(t, { firstMs: 380, tokensPerSecond: 31.27 })).toBe(
    '380 ms · 31 tokens a second',
  );
  expect(figuresInWords(t, { firstMs: 210, realTimeFactor: 0.0712 })).toBe(
    '210 ms · 0.071 s of work for a second of sound',
  );
});

test('a sparkline has words', () => {
  expect(sparkInWords(t, [])).toBe('');
  expect(sparkInWords(t, [60])).toBe('One run: 60 ms');
  expect(sparkInWords(t, [340, 420, 338])).toBe('Last 3 runs: 338 ms to 420 ms, the newest 338 ms');
});

test('a sparkline runs from the oldest on the left, and twice the time is twice as high', () => {
  expect(sparkPath([])).toBe('');
  expect(sparkPath([5])).toBe('');
  expect(sparkPath([50, 100])).toBe('M0 10.0L72 4.0');
  expect(sparkPath([0, 0, 0])).toBe('M0 16.0L36 16.0L72 16.0');
});
