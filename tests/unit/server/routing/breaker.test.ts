import { beforeEach, describe, expect, it } from 'vitest';
import { Breaker } from '../../../../server/routing/breaker.ts';

let breaker: Breaker;
let nowMs = 0;
beforeEach(() => {
  // 0.5 is the middle of the spread: openings last exactly as long as they are meant to.
  breaker = new Breaker(() => 0.5);
  nowMs = 1_000_000;
});

function fail(times: number): void {
  for (let count = 0; count < times; count++) breaker.fail(nowMs);
}

/** Opens it, waits, and lets the one call fail that may try. */
function failAgain(): void {
  nowMs = breaker.freeAtMs(nowMs);
  breaker.begin(nowMs);
  breaker.fail(nowMs);
}

describe('a breaker', () => {
  it('opens at the fifth failure in a row, and not before', () => {
    fail(4);
    expect(breaker.state(nowMs)).toBe('closed');
    fail(1);
    expect(breaker.state(nowMs)).toBe('open');
    expect(breaker.allows(nowMs)).toBe(false);
  });

  it('counts a row anew after a success', () => {
    fail(4);
    breaker.succeed(nowMs);
    fail(4);
    expect(breaker.state(nowMs)).toBe('closed');
  });

  it('opens when more than half of ten calls in 30 s failed', () => {
    for (let count = 0; count < 3; count++) {
      breaker.succeed(nowMs);
      fail(2);
    }
    expect(breaker.state(nowMs)).toBe('closed');
    fail(1);
    expect(breaker.state(nowMs)).toBe('open');
  });

  it('forgets calls older than 30 s', () => {
    for (let count = 0; count < 3; count++) {
      breaker.succeed(nowMs);
      fail(2);
    }
    nowMs += 31_000;
    breaker.succeed(nowMs);
    fail(3);
    expect(breaker.state(nowMs)).toBe('closed');
  });

  it('lets exactly one call through after 15 s, and closes when that goes well', () => {
    fail(5);
    nowMs += 14_999;
    expect(breaker.allows(nowMs)).toBe(false);
    nowMs += 1;
    expect(breaker.state(nowMs)).toBe('half-open');
    expect(breaker.allows(nowMs)).toBe(true);
    breaker.begin(nowMs);
    expect(breaker.allows(nowMs)).toBe(false);
    breaker.succeed(nowMs);
    expect(breaker.state(nowMs)).toBe('closed');
  });

  it('stays open twice as long each time, up to two minutes', () => {
    fail(5);
    const lengths = [];
    for (let count = 0; count < 6; count++) {
      lengths.push(breaker.freeAtMs(nowMs) - nowMs);
      failAgain();
    }
    expect(lengths).toEqual([15_000, 30_000, 60_000, 120_000, 120_000, 120_000]);
  });

  it('lets another try when the one that tried says nothing', () => {
    fail(5);
    nowMs += 15_000;
    breaker.begin(nowMs);
    breaker.abandon();
    expect(breaker.allows(nowMs)).toBe(true);
  });

  it('half-opens at once when a health probe goes well', () => {
    fail(5);
    breaker.healthy();
    expect(breaker.state(nowMs)).toBe('half-open');
  });

  it('keeps the longest cooldown that was asked for', () => {
    breaker.coolDown(nowMs + 5000);
    breaker.coolDown(nowMs + 1000);
    expect(breaker.allows(nowMs + 4999)).toBe(false);
    expect(breaker.cooling(nowMs + 4999)).toBe(true);
    expect(breaker.allows(nowMs + 5000)).toBe(true);
  });
});
