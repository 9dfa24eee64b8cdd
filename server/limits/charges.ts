import type { Identity } from '../access/identity.ts';
import { JOBS, type Job } from '../jobs/job.ts';
import type { Rate, Settings } from '../settings/settings-schema.ts';
import type { Charge } from './gcra.ts';

const perMs = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** What requests and tokens of one client cost under some settings; made once for many requests. */
export class Tariff {
  readonly #requests: ReadonlyMap<Job | undefined, readonly Charge[]>;
  readonly #tokens: readonly Charge[];

  constructor(limits: Settings['limits'], identity: Identity) {
    this.#tokens = tokenCharges(limits, identity);
    this.#requests = new Map(
      [undefined, ...JOBS].map((job) => [
        job,
        // Tokens are known afterwards; before, it is only asked whether any are left.
        [...requestCharges(limits, identity, job), ...(job ? this.#tokens : [])],
      ]),
    );
  }

  /** What one request costs. */
  request(job: Job | undefined): readonly Charge[] {
    return this.#requests.get(job) ?? [];
  }

  /** What the tokens of an answer cost. */
  tokens(cost: number): readonly Charge[] {
    return this.#tokens.map(({ account, scope, unitMs, burst }) => ({
      account,
      scope,
      unitMs,
      burst,
      cost,
    }));
  }
}

const tariffs = new WeakMap<Identity, { limits: Settings['limits']; tariff: Tariff }>();

/** The tariff of a client; the same one until the settings change. */
export function tariffOf({ limits }: Pick<Settings, 'limits'>, identity: Identity): Tariff {
  const known = tariffs.get(identity);
  if (known?.limits === limits) return known.tariff;
  const tariff = new Tariff(limits, identity);
  tariffs.set(identity, { limits, tariff });
  return tariff;
}

function requestCharges(
  limits: Settings['limits'],
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
  return charges;
}

/** The accounts that tokens are charged to, asked and not charged yet. */
function tokenCharges(limits: Settings['limits'], identity: Identity): Charge[] {
  const account = accountOf(identity);
  const charges: Charge[] = [];
  if (limits.tokens) charges.push(charge(`${account}:tokens`, 'tokens', limits.tokens, 0));
  const { tokensPerDay } = identity.scopes;
  if (tokensPerDay !== undefined) {
    charges.push(charge(`${account}:day`, 'tokens', { count: tokensPerDay, per: 'day' }, 0));
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
