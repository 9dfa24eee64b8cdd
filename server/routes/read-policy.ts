import type { IncomingHttpHeaders } from 'node:http';
import type { Policy } from '../../src/contracts/lesson.ts';
import { POLICIES } from '../../src/contracts/policy.ts';
import { ApiError } from '../api-error.ts';
import type { Settings } from '../settings/settings-schema.ts';

/**
 * Where the words of a request may go: its X-Parley-Policy, or what the settings say without one.
 * @throws ApiError 400 `policy_unknown`: a policy that cannot be read must not be taken for none.
 */
export function readPolicy(headers: IncomingHttpHeaders, settings: Settings): Policy {
  const value = headers['x-parley-policy'];
  if (value === undefined) return settings.policy;
  const policy = POLICIES.find((it) => it === value);
  if (policy) return policy;
  throw new ApiError(400, 'policy_unknown', `X-Parley-Policy is one of ${POLICIES.join(', ')}.`);
}
