import { describe, expect, it } from 'vitest';
import { policyAllows } from '../../../../server/routing/policy-wall.ts';
import { PRIVACY_CLASSES } from '../../../../server/settings/upstream-schema.ts';

describe('the policy wall', () => {
  it.each([
    ['device-only', true, ['device']],
    ['device-only', false, []],
    ['school-network', true, ['device', 'home', 'school']],
    ['school-network', false, ['device', 'home', 'school']],
    ['cloud-allowed', false, ['device', 'home', 'school', 'cloud']],
  ] as const)('%s, on this machine %s: %j', (policy, here, classes) => {
    expect(PRIVACY_CLASSES.filter((it) => policyAllows(policy, it, here))).toEqual(classes);
  });
});
