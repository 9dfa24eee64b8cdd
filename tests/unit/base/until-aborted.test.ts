import { expect, test } from 'vitest';
import { untilAborted } from '../../../src/base/until-aborted.ts';

test('gives what the work gives, or its error', async () => {
  const never = new AbortController().signal;
  expect(await untilAborted(Promise.resolve(7), never)).toBe(7);
  const error = new Error('no');
  await expect(untilAborted(Promise.reject(error), never)).rejects.toBe(error);
});

test('rejects with the reason as soon as the signal fires, and when it has fired before', async () => {
  const control = new AbortController();
  const endless = new Promise<never>(() => {});
  const waiting = untilAborted(endless, control.signal);
  const reason = new Error('enough');
  control.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  await expect(untilAborted(endless, control.signal)).rejects.toBe(reason);
});
