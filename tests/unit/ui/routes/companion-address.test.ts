import { expect, test } from 'vitest';
import { isOnlyHere } from '../../../../src/ui/routes/companion-address.ts';

test.each([
  ['http://localhost:3100', true],
  ['https://parley.localhost', true],
  ['http://127.0.0.1:3100', true],
  ['http://[::1]:3100', true],
  ['https://parley.home:3100', false],
  ['http://192.168.1.7:3100', false],
])('%s is good on one machine only: %s', (address, only) => {
  expect(isOnlyHere(address)).toBe(only);
});
