import { expect, test } from 'vitest';
import { OneAtATime } from '../../../src/base/one-at-a-time.ts';

const never = new AbortController().signal;
const later = () => new Promise<void>((resolve) => setTimeout(resolve, 5));

test('in the order they came, also after one that failed', async () => {
  const queue = new OneAtATime();
  const order: string[] = [];
  const work = (name: string, fails = false) =>
    queue.run(async () => {
      order.push(`${name} begins`);
      await later();
      order.push(`${name} ends`);
      if (fails) throw new Error(name);
    }, never);
  const all = await Promise.allSettled([work('a'), work('b', true), work('c')]);
  expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});

test('who leaves is gone at once and never runs; who comes after still waits for who was before', async () => {
  const queue = new OneAtATime();
  const order: string[] = [];
  const first = queue.run(async () => {
    await later();
    order.push('first');
  }, never);
  const leaving = new AbortController();
  const second = queue.run(() => Promise.resolve(order.push('second')), leaving.signal);
  const third = queue.run(() => Promise.resolve(order.push('third')), never);
  leaving.abort(new Error('left'));
  await expect(second).rejects.toThrow('left');
  expect(order).toEqual([]);
  await Promise.all([first, third]);
  expect(order).toEqual(['first', 'third']);
});
