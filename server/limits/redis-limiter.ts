import type { RedisLink } from '../redis/redis-link.ts';
import { gcraScript } from './gcra-script.ts';
import type { Charge, Verdict } from './gcra.ts';
import type { Limiter } from './limiter.ts';

/** Limits that several companions share. While Redis is away, each counts for itself. */
export class RedisLimiter implements Limiter {
  readonly #redis: RedisLink;
  readonly #alone: Limiter;
  readonly #nowMs: (() => number) | undefined;

  /** `nowMs` is for tests; Redis' own clock serves all companions alike. */
  constructor(redis: RedisLink, alone: Limiter, nowMs?: () => number) {
    this.#redis = redis;
    this.#alone = alone;
    this.#nowMs = nowMs;
  }

  async charge(charges: readonly Charge[], force: boolean): Promise<Verdict> {
    if (charges.length === 0) return this.#alone.charge(charges, force);
    const answer = await this.#redis.script(
      gcraScript,
      charges.map(({ account }) => `limit:${account}`),
      [
        this.#nowMs ? String(this.#nowMs()) : '',
        force ? '1' : '0',
        ...charges.flatMap(({ unitMs, burst, cost }) => [unitMs, burst, cost].map(String)),
      ],
    );
    if (!Array.isArray(answer)) return this.#alone.charge(charges, force);
    const [allowed = 0, position = 1, remaining = 0, retryAfterMs = 0, resetMs = 0] =
      answer.map(Number);
    return {
      allowed: allowed === 1,
      charge: charges[position - 1],
      remaining,
      retryAfterMs,
      resetMs,
    };
  }
}
