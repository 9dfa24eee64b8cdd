import { expect, it, vi } from 'vitest';
import { lockLesson } from '../../../src/wiring/lesson-lock.ts';

/** As much of Web Locks as one process needs. */
function fakeLocks(): LockManager {
  const held = new Map<string, Promise<unknown>>();
  const request = async (
    name: string,
    options: LockOptions,
    use: (lock: Lock | null) => unknown,
  ): Promise<unknown> => {
    if (options.ifAvailable && held.has(name)) return use(null);
    while (held.has(name)) await held.get(name);
    const using = Promise.resolve(use({ name, mode: 'exclusive' })).finally(() =>
      held.delete(name),
    );
    held.set(name, using);
    return using;
  };
  return { request, query: () => Promise.resolve({}) } as unknown as LockManager;
}

it('the second tab in a lesson knows, and has it once the first is done', async () => {
  const locks = fakeLocks();
  const came = vi.fn();
  const first = await lockLesson(locks, 'a', () => {});
  const second = await lockLesson(locks, 'a', came);
  expect([first.mine, second.mine]).toEqual([true, false]);
  expect((await lockLesson(locks, 'b', () => {})).mine).toBe(true);
  first.release();
  await vi.waitFor(() => expect(came).toHaveBeenCalledOnce());
  expect(second.mine).toBe(true);
});

it('everybody has it where the browser has no locks', async () => {
  expect((await lockLesson(undefined, 'a', () => {})).mine).toBe(true);
});
