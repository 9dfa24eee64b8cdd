import type { Identity } from '../access/identity.ts';
import type { Job } from '../providers/provider.ts';
import type { Rate, Settings } from '../settings/settings-schema.ts';
import type { Charge } from './gcra.ts';

const perMs = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** What one request of this client costs. */
export function requestCharges(
  { limits }: Settings,
  identity: Identity,
  job: Job | undefined,
): Charge[] {
  const { keyId, address, scopes } = identity;
  const account = accountOf(identity);
  const charges = [
    keyId === 'none'
      ? charge(`address:${address}`, 'address', limits.perAddress, 1)
      : charge(`key:${keyId}`, 'key', limits.perKey, 1),
  ];
  const jobRate = job && limits.perJob[job];
  if (jobRate) charges.push(charge(`${account}:${job}`, 'job', jobRate, 1));
  if (scopes.requestsPerMinute !== undefined) {
    charges.push(
      charge(`${account}:own`, 'key', { count: scopes.requestsPerMinute, per: 'minute' }, 1),
    );
  }
  // Tokens are known afterwards; before, it is only asked whether any are left.
  if (job) charges.push(...tokenCharges({ limits }, identity, 0));
  return charges;
}

/** What the tokens of an answer cost. */
export function tokenCharges(
  { limits }: Pick<Settings, 'limits'>,
  identity: Identity,
  tokens: number,
): Charge[] {
  const account = accountOf(identity);
  const charges: Charge[] = [];
  if (limits.tokens) charges.push(charge(`${account}:tokens`, 'tokens', limits.tokens, tokens));
  const { tokensPerDay } = identity.scopes;
  if (tokensPerDay !== undefined) {
    charges.push(charge(`${account}:day`, 'tokens', { count: tokensPerDay, per: 'day' }, tokens));
  }
  return charges;
}

function accountOf({ keyId, address }: Identity): string {
  return keyId === 'none' ? `address:${address}` : `key:${keyId}`;
}

function charge(account: string, scope: string, rate: Rate, cost: number): Charge {
  return {
    account,
    scope,
    unitMs: perMs[rate.per] / rate.count,
    burst: rate.burst ?? rate.count,
    cost,
  };
}
