import { expect, it } from 'vitest';
import { hostAllowed } from '../../../../server/security/host-check.ts';

it.each([
  undefined,
  '',
  ':',
  ':3100',
  'localhost:',
  'localhost:abc',
  'localhost:1:2',
  'localhost..',
  '[::1',
  '::1',
])('refuses %s', (header) => {
  expect(hostAllowed(header, [])).toBe(false);
});

it('knows only whole names', () => {
  const allowed = ['school.example'];
  expect(hostAllowed('school.example:3100', allowed)).toBe(true);
  expect(hostAllowed('SCHOOL.example.', allowed)).toBe(true);
  expect(hostAllowed('not-school.example', allowed)).toBe(false);
  expect(hostAllowed('school.example.evil.example', allowed)).toBe(false);
});
