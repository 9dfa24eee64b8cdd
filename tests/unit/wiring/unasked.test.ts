import { expect, test } from 'vitest';
import { mayFetchUnasked } from '../../../src/wiring/unasked.ts';

const small = { nextDoor: true, sizeBytes: 44_460_311 };
const here = { hostname: 'localhost', secure: true, connection: undefined };

test.each(['localhost', 'parley.localhost', '127.0.0.1', '127.1.2.3', '[::1]'])(
  'on %s what is small and next door comes unasked',
  (hostname) => {
    expect(mayFetchUnasked(small, { ...here, hostname })).toBe(true);
  },
);

test.each([
  '192.168.1.20',
  'example.org',
  'localhost.example.org',
  '127.0.0.1.example.org',
  '[fe80::1]',
])('on %s somebody is asked', (hostname) => {
  expect(mayFetchUnasked(small, { ...here, hostname })).toBe(false);
});

test('what is large, of unknown size or further away is asked about, and so is any saving of data', () => {
  expect(mayFetchUnasked({ ...small, sizeBytes: 90_000_000 }, here)).toBe(false);
  expect(mayFetchUnasked({ ...small, sizeBytes: null }, here)).toBe(false);
  expect(mayFetchUnasked({ ...small, nextDoor: false }, here)).toBe(false);
  expect(mayFetchUnasked(small, { ...here, connection: { saveData: true } })).toBe(false);
  expect(mayFetchUnasked(small, { ...here, connection: { type: 'cellular' } })).toBe(false);
  expect(mayFetchUnasked(small, { ...here, connection: { type: 'wifi', saveData: false } })).toBe(
    true,
  );
});
