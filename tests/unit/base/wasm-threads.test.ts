import { expect, test } from 'vitest';
import { wasmThreads } from '../../../src/base/wasm-threads.ts';

test.each([
  [1, 1],
  [2, 1],
  [4, 2],
  [6, 3],
  [8, 4],
  [16, 4],
])('%i counted cores: %i threads', (cores, threads) => {
  expect(wasmThreads(cores, true)).toBe(threads);
  expect(wasmThreads(cores, false)).toBe(1);
});

test('one where a browser does not say how many', () => {
  expect(wasmThreads(Number.NaN, true)).toBe(1);
});
