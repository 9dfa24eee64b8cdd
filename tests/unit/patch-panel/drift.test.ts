import { expect, test } from 'vitest';
import { findDrift } from '../../../src/patch-panel/drift.ts';

const samples = (...speeds: number[]) =>
  speeds.map((tokensPerSecond, index) => ({ atMs: index * 10_000, tokensPerSecond }));

test.each([
  ['too little is known', [30, 30, 10, 10, 10], null],
  ['it is as fast as ever', [30, 30, 30, 30, 29, 31, 30], null],
  ['one reply was slow', [30, 30, 30, 30, 30, 30, 8], null],
  ['it is only a little slower', [30, 30, 30, 30, 24, 24, 24], null],
  ['it keeps being slow', [31, 30, 31, 32, 18, 17, 18], { now: 18, before: 31 }],
])('%s', (_what, speeds, drift) => {
  expect(findDrift(samples(...speeds), 100_000)).toEqual(drift);
});

test('what is long ago says nothing', () => {
  expect(findDrift(samples(31, 30, 31, 32, 18, 17, 18), 3_600_000)).toBeNull();
});
