import { expect, test } from 'vitest';
import { backoffMs, retryAfterMs } from '../../../src/model-store/sources/backoff.ts';

test('pauses grow, stay bounded and are spread', () => {
  const waits = (random: number) =>
    [1, 2, 3, 4, 20].map((attempt) => backoffMs(attempt, () => random));
  expect(waits(1)).toEqual([500, 1000, 2000, 4000, 30_000]);
  expect(waits(0)).toEqual([250, 500, 1000, 2000, 15_000]);
});

test('a longer Retry-After wins, within reason', () => {
  expect(backoffMs(1, () => 0, 7000)).toBe(7000);
  expect(backoffMs(1, () => 0, 9_999_999)).toBe(120_000);
  expect(backoffMs(5, () => 1, 10)).toBe(8000);
});

test('Retry-After is read as seconds, as a date, or not at all', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  expect(retryAfterMs('3', now)).toBe(3000);
  expect(retryAfterMs('Thu, 01 Jan 2026 00:00:05 GMT', now)).toBe(5000);
  expect(retryAfterMs('soon', now)).toBe(0);
  expect(retryAfterMs(null, now)).toBe(0);
});
