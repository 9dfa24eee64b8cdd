import { expect, it } from 'vitest';
import { combinedPatience } from '../../../src/player/combined-patience.ts';

it.each([
  ['normal', 'normal', 'normal'],
  ['normal', 'long', 'long'],
  ['normal', 'short', 'short'],
  ['long', 'short', 'normal'],
  ['short', 'long', 'normal'],
  ['long', 'long', 'long'],
  ['short', 'short', 'short'],
] as const)(
  'a learner of %s patience at a question of %s is waited for: %s',
  (own, asked, waits) => {
    expect(combinedPatience(own, asked)).toBe(waits);
  },
);
