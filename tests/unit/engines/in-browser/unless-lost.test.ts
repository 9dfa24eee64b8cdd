import { expect, test } from 'vitest';
import type { GpuWatch, LostDevice } from '../../../../src/engines/in-browser/gpu-watch.ts';
import { unlessLost } from '../../../../src/engines/in-browser/unless-lost.ts';

function watch(lost: Promise<LostDevice>): GpuWatch {
  return { lost: () => lost, forget: () => {} };
}
const never = new Promise<never>(() => {});
const gone = Promise.resolve({ reason: 'unknown', message: 'driver' });

test('what is done is done', async () => {
  expect(await unlessLost(watch(never), 'a', () => Promise.resolve(3))).toBe(3);
  const failing = () => Promise.reject(new Error('own'));
  await expect(unlessLost(watch(never), 'a', failing)).rejects.toThrow('own');
});

test('a loss ends work that would wait for ever, and is the reason of what fails after it', async () => {
  const expected = { code: 'gpu-lost', params: { model: 'a' } };
  await expect(unlessLost(watch(gone), 'a', () => never)).rejects.toMatchObject(expected);
  const failing = async () => {
    await new Promise((resolve) => setTimeout(resolve));
    throw new Error('mapAsync failed');
  };
  await expect(unlessLost(watch(gone), 'a', failing)).rejects.toMatchObject(expected);
});
