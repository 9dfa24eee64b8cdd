import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { wait } from '../../../src/base/wait.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('resolves when the time is over, and not before', async () => {
  const done = vi.fn();
  void wait(100, new AbortController().signal).then(done);
  await vi.advanceTimersByTimeAsync(99);
  expect(done).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(done).toHaveBeenCalledOnce();
});

it('rejects with the reason as soon as the signal fires, and leaves no timer behind', async () => {
  const control = new AbortController();
  const waiting = wait(100, control.signal);
  const reason = new Error('left');
  control.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  expect(vi.getTimerCount()).toBe(0);
});

it('does not begin when the signal has fired', async () => {
  await expect(wait(100, AbortSignal.abort(new Error('left')))).rejects.toThrow('left');
  expect(vi.getTimerCount()).toBe(0);
});
