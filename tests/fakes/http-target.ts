import type { HttpTarget } from '../../src/engines/over-http/http-target.ts';

/** A target with short patience, under a policy that keeps to the school. */
export function httpTarget(address: string, model: string, more: Partial<HttpTarget> = {}) {
  return {
    id: `http/${model}`,
    address,
    model,
    policy: () => 'school-network',
    key: () => null,
    timeouts: { reachMs: 2000, firstMs: 10_000, idleMs: 10_000 },
    ...more,
  } satisfies HttpTarget;
}
