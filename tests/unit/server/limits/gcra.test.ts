import { describe, expect, it } from 'vitest';
import type { Charge } from '../../../../server/limits/gcra.ts';
import { MemoryLimiter } from '../../../../server/limits/memory-limiter.ts';

const charge = (more: Partial<Charge> = {}): Charge => ({
  account: 'a',
  scope: 'key',
  unitMs: 1000,
  burst: 3,
  cost: 1,
  ...more,
});

describe('a limit', () => {
  it('allows the burst at once, then one per unit of time', () => {
    let nowMs = 1_000_000;
    const limiter = new MemoryLimiter(() => nowMs);
    const take = () => limiter.charge([charge()], false);
    expect([take(), take(), take()].map(({ remaining }) => remaining)).toEqual([2, 1, 0]);
    expect(take()).toMatchObject({ allowed: false, retryAfterMs: 1000, resetMs: 3000 });
    nowMs += 999;
    expect(take().allowed).toBe(false);
    nowMs += 1;
    expect(take().allowed).toBe(true);
    expect(take().allowed).toBe(false);
    nowMs += 60_000;
    expect(take().remaining).toBe(2);
  });

  it('goes on when the clock is set back, by a little and by an hour', () => {
    let nowMs = 1_000_000_000;
    const limiter = new MemoryLimiter(() => nowMs);
    const take = () => limiter.charge([charge()], false);
    for (let times = 0; times < 3; times++) take();
    nowMs -= 3_600_000;
    expect(take()).toMatchObject({ allowed: false, retryAfterMs: 1000 });
    nowMs += 1000;
    expect(take().allowed).toBe(true);
    nowMs -= 500;
    expect(take().retryAfterMs).toBe(1000);
    nowMs += 3000;
    expect([take(), take(), take(), take()].map(({ allowed }) => allowed)).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it('charges all accounts or none', () => {
    const limiter = new MemoryLimiter(() => 0);
    const narrow = charge({ account: 'narrow', burst: 1 });
    expect(limiter.charge([charge(), narrow], false).allowed).toBe(true);
    const refused = limiter.charge([charge(), narrow], false);
    expect([refused.allowed, refused.charge?.account]).toEqual([false, 'narrow']);
    expect(limiter.charge([charge()], false).remaining).toBe(1);
  });

  it('charges what was spent already, and asks whether it is overdrawn', () => {
    const limiter = new MemoryLimiter(() => 0);
    const ask = () => limiter.charge([charge({ cost: 0 })], false).allowed;
    expect(ask()).toBe(true);
    limiter.charge([charge({ cost: 10 })], true);
    expect(ask()).toBe(false);
  });

  it('keeps no account that is full again', () => {
    let nowMs = 0;
    const limiter = new MemoryLimiter(() => nowMs);
    for (let index = 0; index < 30_000; index++) {
      nowMs += 1;
      limiter.charge([charge({ account: `address:${index}` })], false);
    }
    expect(limiter.size).toBeLessThan(22_000);
  });
});
