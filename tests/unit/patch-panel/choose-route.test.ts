import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import en from '../../../src/messages/en.json' with { type: 'json' };
import { createTranslate } from '../../../src/messages/translate.ts';
import type { Candidate, Situation } from '../../../src/patch-panel/candidate.ts';
import { chooseRoute } from '../../../src/patch-panel/choose-route.ts';
import { situation } from './arbitrary-situation.ts';

const translate = createTranslate('en', en);
const candidate = (id: string, more: Partial<Candidate> = {}): Candidate => ({
  id,
  place: 'device',
  who: id,
  state: 'ready',
  speaks: true,
  quality: 'medium',
  predicted: null,
  measured: { firstMs: 1000 },
  loaded: true,
  busy: false,
  drift: null,
  aside: false,
  ...more,
});
const plain = (candidates: readonly Candidate[], more: Partial<Situation> = {}): Situation => ({
  job: 'transcribe',
  task: 'chat',
  policy: 'cloud-allowed',
  mode: 'auto',
  override: null,
  candidates,
  current: null,
  nowMs: 100_000,
  batteryLow: false,
  saveData: false,
  ...more,
});
const ids = (asked: Situation) => chooseRoute(asked).order.map(({ id }) => id);

describe('in every situation there is', () => {
  const check = (holds: (asked: Situation) => void) =>
    fc.assert(fc.property(situation, holds), { numRuns: 5_000 });

  test('nothing walled by the policy is asked, chosen by hand or not', () => {
    check((asked) => {
      const places = new Map(asked.candidates.map(({ id, place }) => [id, place]));
      for (const { id } of chooseRoute(asked).order) {
        const place = places.get(id);
        if (asked.policy === 'device-only') expect(place).toBe('device');
        if (asked.policy === 'school-network') expect(place).not.toBe('cloud');
        if (asked.mode === 'onDeviceOnly') expect(place).toBe('device');
        if (asked.mode === 'serverOnly') expect(place).not.toBe('device');
      }
    });
  });

  test('every target is either asked or passed over, once', () => {
    check((asked) => {
      const { order, passedOver } = chooseRoute(asked);
      const named = [...order, ...passedOver].map(({ id }) => id);
      expect(named.sort()).toEqual(asked.candidates.map(({ id }) => id).sort());
    });
  });

  test('what cannot do it is not asked', () => {
    check((asked) => {
      const able = new Set(
        asked.candidates
          .filter(({ state, speaks }) => speaks && ['ready', 'loading', 'asleep'].includes(state))
          .map(({ id }) => id),
      );
      for (const { id } of chooseRoute(asked).order) expect(able.has(id)).toBe(true);
    });
  });

  test('a choice by hand that may be asked, and has not just failed, comes first', () => {
    check((asked) => {
      const { order } = chooseRoute(asked);
      const byHand = asked.candidates.find(({ id }) => id === asked.override);
      if (!byHand || byHand.aside || !order.some(({ id }) => id === byHand.id)) return;
      expect(order[0]?.id).toBe(byHand.id);
    });
  });

  test('one that just failed is asked only when no other can be', () => {
    check((asked) => {
      const failed = new Set(asked.candidates.filter(({ aside }) => aside).map(({ id }) => id));
      const order = chooseRoute(asked).order.map(({ id }) => failed.has(id));
      expect(order).toEqual([...order].sort((a, b) => Number(a) - Number(b)));
    });
  });

  test('the same situation gives the same route', () => {
    check((asked) => {
      const turned = { ...asked, candidates: [...asked.candidates] };
      expect(chooseRoute(turned)).toEqual(chooseRoute(asked));
    });
  });

  test('every reason is a whole sentence', () => {
    check((asked) => {
      const { order, passedOver, because } = chooseRoute(asked);
      const sentences = [because, ...[...order, ...passedOver].map((each) => each.because)];
      for (const { key, params } of sentences) {
        const said = translate(key, params);
        expect(said, key).toMatch(/^[A-Z].+[.]$/);
        expect(said).not.toMatch(/[{}]/);
      }
    });
  });
});

describe('automatic', () => {
  test('takes the fastest to be heard, decoding included', () => {
    const slowStart = candidate('a', { measured: { firstMs: 300, tokensPerSecond: 2 } });
    const fastEnd = candidate('b', { measured: { firstMs: 900, tokensPerSecond: 40 } });
    expect(ids(plain([slowStart, fastEnd], { job: 'chat' }))).toEqual(['b', 'a']);
  });

  test('measurement wins over prediction', () => {
    const promising = candidate('a', { predicted: { firstMs: 100 }, measured: { firstMs: 5_000 } });
    const modest = candidate('b', { predicted: { firstMs: 2_000 }, measured: null });
    expect(ids(plain([promising, modest]))).toEqual(['b', 'a']);
  });

  test('what must be loaded first comes later', () => {
    const cold = candidate('a', { measured: { firstMs: 100 }, loaded: false });
    expect(ids(plain([cold, candidate('b')]))).toEqual(['b', 'a']);
  });

  test.each([
    ['quick', ['small', 'big']],
    ['reason', ['big', 'small']],
  ] as const)('asks for the quality that %s needs', (task, order) => {
    const small = candidate('small', { quality: 'tiny', measured: { firstMs: 100 } });
    const big = candidate('big', { quality: 'medium', measured: { firstMs: 3_000 } });
    expect(ids(plain([small, big], { job: 'chat', task }))).toEqual(order);
  });

  test('below the floor takes the best there is, and says so', () => {
    const tiny = candidate('tiny', { quality: 'tiny', measured: { firstMs: 100 } });
    const small = candidate('small', { quality: 'small', measured: { firstMs: 3_000 } });
    const { order, because } = chooseRoute(plain([tiny, small], { job: 'chat', task: 'reason' }));
    expect(order.map(({ id }) => id)).toEqual(['small', 'tiny']);
    expect(because).toEqual({ key: 'route.bestThereIs', params: { who: 'small' } });
  });

  test('a low battery moves work away, saving data keeps sound here', () => {
    const here = candidate('here', { measured: { firstMs: 1_000 } });
    const there = candidate('there', { place: 'home', measured: { firstMs: 1_100 } });
    expect(ids(plain([here, there]))).toEqual(['here', 'there']);
    expect(ids(plain([here, there], { batteryLow: true }))).toEqual(['there', 'here']);
    const near = { ...there, measured: { firstMs: 900 } };
    expect(ids(plain([here, near]))).toEqual(['there', 'here']);
    expect(ids(plain([here, near], { saveData: true }))).toEqual(['here', 'there']);
  });
});

describe('what is in use', () => {
  const slow = candidate('slow', { measured: { firstMs: 1_000 } });
  const inUse = (sinceMs: number) => ({ id: 'slow', sinceMs });
  const rival = (firstMs: number) => candidate('rival', { measured: { firstMs } });

  test.each([
    [810, 0, 'slow', 'route.hardlyFaster'],
    [800, 0, 'rival', 'route.fastest'],
    [100, 70_001, 'slow', 'route.rests'],
    [100, 70_000, 'rival', 'route.fastest'],
  ])('a rival of %i ms, in use since %i: %s', (firstMs, sinceMs, first, reason) => {
    const asked = plain([slow, rival(firstMs)], { current: inUse(sinceMs) });
    const { order, because } = chooseRoute(asked);
    expect(order[0]?.id).toBe(first);
    expect(because.key).toBe(reason);
  });

  test('gives way at once when it failed', () => {
    const asked = plain([{ ...slow, aside: true }, rival(5_000)], { current: inUse(99_999) });
    expect(chooseRoute(asked).because).toEqual({
      key: 'route.tookOver',
      params: { who: 'rival', other: 'slow' },
    });
  });

  test('gives way without a rest when it keeps getting slower', () => {
    const tired = candidate('slow', {
      measured: { firstMs: 300, tokensPerSecond: 30 },
      drift: { now: 4, before: 31 },
    });
    const asked = plain([tired, { ...rival(900), place: 'home' }], {
      job: 'chat',
      current: inUse(99_999),
    });
    const { order, because } = chooseRoute(asked);
    expect(order[0]?.id).toBe('rival');
    expect(because.key).toBe('route.becameSlower');
    expect(because.params).toMatchObject({ now: 4, before: 31 });
  });

  test('gives way to better quality where both are too small', () => {
    const tiny = candidate('slow', { quality: 'tiny', measured: { firstMs: 10 } });
    const asked = plain([tiny, candidate('rival', { quality: 'small' })], {
      job: 'chat',
      task: 'reason',
      current: inUse(99_999),
    });
    expect(ids(asked)).toEqual(['rival', 'slow']);
  });
});
