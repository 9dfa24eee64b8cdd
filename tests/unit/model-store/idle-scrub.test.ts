import { describe, expect, test } from 'vitest';
import type { ModelRecord } from '../../../src/contracts/chunk-store.ts';
import {
  nextToScrub,
  scrubWhenIdle,
  type IdleScrubDeps,
  type ScrubLog,
} from '../../../src/model-store/kept/idle-scrub.ts';

const DAY = 86_400_000;
const NOW = 1000 * DAY;
const never = new AbortController().signal;
const record = (id: string, changedAt: number, state: ModelRecord['state'] = 'ready') => ({
  id,
  state,
  variant: '',
  revision: '',
  files: [],
  chunkBytes: 1,
  pins: {},
  changedAt,
  usedAt: 0,
});
const log = (verifiedAt: Record<string, number> = {}, startedAt = 0): ScrubLog => ({
  verifiedAt,
  startedAt,
});

describe('which model is read back', () => {
  const old = [record('a', NOW - 90 * DAY), record('b', NOW - 95 * DAY)];

  test('the one that was not verified for longest', () => {
    expect(nextToScrub(old, log(), NOW)).toBe('b');
    expect(nextToScrub(old, log({ b: NOW - 40 * DAY }), NOW)).toBe('a');
  });

  test('none that became ready or was verified within a month', () => {
    expect(nextToScrub([record('a', NOW - 5 * DAY)], log(), NOW)).toBeUndefined();
    const both = log({ a: NOW - 29 * DAY, b: NOW - 3 * DAY });
    expect(nextToScrub(old, both, NOW)).toBeUndefined();
  });

  test('none twice a day, and none that is not ready', () => {
    expect(nextToScrub(old, log({}, NOW - DAY / 2), NOW)).toBeUndefined();
    expect(nextToScrub([record('a', 0, 'damaged')], log(), NOW)).toBeUndefined();
  });
});

function deps(more: Partial<IdleScrubDeps> = {}) {
  const kept: ScrubLog[] = [];
  const verified: string[] = [];
  const busy = new AbortController();
  let released = 0;
  const all: IdleScrubDeps = {
    chunks: { records: () => Promise.resolve([record('a', 1), record('b', 2)]) },
    memory: {
      read: () => Promise.resolve(kept.at(-1)),
      write: (next) => Promise.resolve(void kept.push(next)),
    },
    now: () => NOW,
    verify: (id) => Promise.resolve(verified.push(id)),
    idle: () => Promise.resolve(),
    busy: () => ({ signal: busy.signal, release: () => released++ }),
    sparing: () => Promise.resolve(false),
    ...more,
  };
  return { all, kept, verified, busy, released: () => released };
}

describe('reading back in a quiet moment', () => {
  test('one model, remembered; the next one only tomorrow', async () => {
    const { all, kept, verified, released } = deps();
    expect(await scrubWhenIdle(all, never)).toBe('a');
    expect(kept.at(-1)).toEqual(log({ a: NOW }, NOW));
    expect(await scrubWhenIdle(all, never)).toBeUndefined();
    expect(await scrubWhenIdle({ ...all, now: () => NOW + DAY }, never)).toBe('b');
    expect(verified).toEqual(['a', 'b']);
    expect(released()).toBe(2);
  });

  test('nothing on a battery or a data saver', async () => {
    const { all, kept, verified } = deps({ sparing: () => Promise.resolve(true) });
    expect(await scrubWhenIdle(all, never)).toBeUndefined();
    expect([kept, verified]).toEqual([[], []]);
  });

  test('stops when somebody comes, and does not count as verified', async () => {
    const { all, kept, busy, released } = deps({
      verify: (_id, signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
          busy.abort();
        }),
    });
    expect(await scrubWhenIdle(all, never)).toBeUndefined();
    expect(kept).toEqual([log({}, NOW)]);
    expect(released()).toBe(1);
    expect(await scrubWhenIdle(all, never)).toBeUndefined();
  });

  test('a page that is busy again at once is left alone, today as well as later', async () => {
    const { all, kept, busy, verified } = deps();
    busy.abort();
    expect(await scrubWhenIdle(all, never)).toBeUndefined();
    expect([kept, verified]).toEqual([[], []]);
  });

  test('a failure is told, and not repeated on the same day', async () => {
    const { all, kept } = deps({ verify: () => Promise.reject(new Error('disk')) });
    await expect(scrubWhenIdle(all, never)).rejects.toThrow('disk');
    expect(kept.at(-1)?.startedAt).toBe(NOW);
  });
});
