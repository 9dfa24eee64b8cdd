import { describe, expect, it } from 'vitest';
import { RuleMatcher } from '../../../../server/routing/rule-matcher.ts';
import { slowText, TimedPattern } from '../../../../server/settings/timed-pattern.ts';
import { readSettings } from '../../../../server/settings/read-settings.ts';

const rule = (matches: string) => ({ task: 'reason' as const, matches });

describe('an expression of the operator', () => {
  it.each(['^(a+)+$', '(\\w+\\s?)*!$', '^(foo|foo)*$', '(.*)*x', '([a-z]+)*\\d', '^(\\s*,?)*;$'])(
    'that would not end is refused with its line: %s',
    (pattern) => {
      expect(slowText(pattern)).toBeDefined();
      const text = `models:\n  auto:\n    - task: reason\n      matches: '${pattern}'\n`;
      expect(() => readSettings(text, 'f.yaml')).toThrow(/f\.yaml, line 4: .*too long/);
    },
  );

  it.each([
    '\\b(why|explain|prove)\\b',
    '^[^?]{0,200}\\?$',
    'warum|weshalb|wieso',
    '^\\s*\\d+',
    '[.*+?]',
  ])('that ends is taken: %s', (pattern) => {
    expect(slowText(pattern)).toBeUndefined();
    const text = `models:\n  auto:\n    - task: reason\n      matches: '${pattern}'\n`;
    expect(readSettings(text, 'f.yaml').models.auto).toHaveLength(1);
  });

  it('that is none is refused', () => {
    const text = "models:\n  auto:\n    - task: reason\n      matches: '('\n";
    expect(() => readSettings(text, 'f.yaml')).toThrow(/line 4: .*not a regular expression/);
  });

  it('that got through is ended in time, and counts no more after three times', () => {
    const told: string[] = [];
    const matcher = new RuleMatcher((pattern) => told.push(pattern));
    const slow = rule('^(a+)+$');
    const text = `${'a'.repeat(40)}!`;
    for (let times = 0; times < 6; times++) expect(matcher.fits(slow, 1, text)).toBe(false);
    expect(told).toEqual(['^(a+)+$', '^(a+)+$', '^(a+)+$']);
    expect(matcher.fits(rule('WHY'), 1, 'tell me why')).toBe(true);
    expect(matcher.fits({ ...rule('why'), maxCharacters: 5 }, 6, 'why')).toBe(false);
  });

  it('keeps nothing of what it looked at', () => {
    expect(new TimedPattern('b').test('abc')).toBe(true);
    expect(new TimedPattern('b').test('xyz')).toBe(false);
  });
});
