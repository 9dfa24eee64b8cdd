import { expect, it } from 'vitest';
import { mayBeTold, mayBeToldUnder } from '../../../src/lessons/said-under.ts';

const policies = ['device-only', 'school-network', 'cloud-allowed'] as const;

it('nothing is told under a wider policy than it was said under', () => {
  for (const [a, said] of policies.entries()) {
    for (const [b, now] of policies.entries()) expect(mayBeToldUnder(said, now)).toBe(a >= b);
  }
  expect(mayBeToldUnder(undefined, 'device-only')).toBe(true);
  expect(mayBeToldUnder(undefined, 'school-network')).toBe(false);
});

it('lines are left out one by one', () => {
  const lines = policies.map((policy) => ({ who: 'you' as const, text: policy, policy }));
  expect(mayBeTold(lines, 'school-network').map(({ text }) => text)).toEqual([
    'school-network',
    'cloud-allowed',
  ]);
});
