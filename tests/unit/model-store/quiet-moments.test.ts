import { beforeEach, describe, expect, test, vi } from 'vitest';
import {
  isSparing,
  untilBusy,
  untilQuiet,
  type PageLike,
} from '../../../src/model-store/kept/quiet-moments.ts';

const never = new AbortController().signal;

class FakeDocument extends EventTarget {
  visibilityState: DocumentVisibilityState = 'visible';
}

function page(more: Partial<PageLike> = {}) {
  const document = new FakeDocument();
  const target = new EventTarget();
  const all: PageLike = {
    target,
    document,
    setTimeout: (run, ms) => setTimeout(run, ms),
    clearTimeout: (timer) => clearTimeout(timer as number),
    whenIdle: undefined,
    working: () => false,
    ...more,
  };
  return { all, document, target };
}

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

describe('a quiet moment', () => {
  test('comes a minute after the last sign of somebody', async () => {
    const { all, target } = page();
    const came = vi.fn();
    void untilQuiet(all, never).then(came);
    await vi.advanceTimersByTimeAsync(50_000);
    target.dispatchEvent(new Event('keydown'));
    await vi.advanceTimersByTimeAsync(50_000);
    expect(came).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(came).toHaveBeenCalled();
  });

  test('does not come while the page is hidden or a lesson runs', async () => {
    let working = true;
    const { all, document } = page({ working: () => working });
    document.visibilityState = 'hidden';
    const came = vi.fn();
    void untilQuiet(all, never).then(came);
    await vi.advanceTimersByTimeAsync(200_000);
    document.visibilityState = 'visible';
    await vi.advanceTimersByTimeAsync(200_000);
    expect(came).not.toHaveBeenCalled();
    working = false;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(came).toHaveBeenCalled();
  });

  test('waits for the browser to be idle, where it tells', async () => {
    const idle: (() => void)[] = [];
    const { all } = page({ whenIdle: (run) => idle.push(run) });
    const came = vi.fn();
    void untilQuiet(all, never).then(came);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(came).not.toHaveBeenCalled();
    idle[0]?.();
    await vi.advanceTimersByTimeAsync(0);
    expect(came).toHaveBeenCalled();
  });

  test('is not waited for any more once nobody wants it', async () => {
    const stop = new AbortController();
    const waiting = untilQuiet(page().all, stop.signal);
    stop.abort(new Error('closed'));
    await expect(waiting).rejects.toThrow('closed');
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('its end', () => {
  test('a key, a hidden page, a lesson', async () => {
    const pressed = page();
    const afterKey = untilBusy(pressed.all);
    pressed.target.dispatchEvent(new Event('pointerdown'));
    expect(afterKey.signal.aborted).toBe(true);

    const hidden = page();
    const afterHiding = untilBusy(hidden.all);
    hidden.document.visibilityState = 'hidden';
    hidden.document.dispatchEvent(new Event('visibilitychange'));
    expect(afterHiding.signal.aborted).toBe(true);
    expect(untilBusy(hidden.all).signal.aborted).toBe(true);

    let working = false;
    const lesson = untilBusy(page({ working: () => working }).all);
    working = true;
    await vi.advanceTimersByTimeAsync(1000);
    expect(lesson.signal.aborted).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('after release nothing fires and nothing runs', () => {
    const { all, target } = page();
    const { signal, release } = untilBusy(all);
    release();
    target.dispatchEvent(new Event('keydown'));
    expect(signal.aborted).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });
});

test('batteries and data savers are spared', async () => {
  const battery = (charging: boolean) => () => Promise.resolve({ charging });
  expect(await isSparing({})).toBe(false);
  expect(await isSparing({ connection: { saveData: true } })).toBe(true);
  expect(await isSparing({ getBattery: battery(false) })).toBe(true);
  expect(await isSparing({ getBattery: battery(true) })).toBe(false);
  expect(await isSparing({ getBattery: () => Promise.reject(new Error('no')) })).toBe(false);
});
