import { describe, expect, it } from 'vitest';
import { matchesPattern } from '../../../../server/routing/matches-pattern.ts';

describe('a pattern', () => {
  it.each([
    ['gpt-4o', 'gpt-4o', true],
    ['gpt-4o', 'gpt-4', false],
    ['gpt-4o-mini', 'gpt-*-mini', true],
    ['gpt-mini', 'gpt-*-mini', false],
    ['anything', '*', true],
    ['', '*', true],
    ['abcabc', 'a*b*c', true],
    ['ac', 'a*b*c', false],
    ['a.c', 'a?c', false],
    ['aXbXc', '*X*X*', true],
    ['aa', 'a*a', true],
    ['a', 'a*a', false],
  ])('%s is %s: %s', (name, pattern, matches) => {
    expect(matchesPattern(name, pattern)).toBe(matches);
  });

  it('takes no longer for a hostile name', () => {
    expect(matchesPattern('a'.repeat(200_000), `${'a*'.repeat(500)}b`)).toBe(false);
  });
});
