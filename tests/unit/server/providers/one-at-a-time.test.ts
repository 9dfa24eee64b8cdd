import { describe, expect, it } from 'vitest';
import { OneAtATime } from '../../../../server/providers/one-at-a-time.ts';

const never = new AbortController().signal;
const gate = () => {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
};

describe('OneAtATime', () => {
  it('lets one through after another, also after a failure', async () => {
    const queue = new OneAtATime(5);
    const seen: string[] = [];
    const first = gate();
    const one = queue.run(async () => {
      seen.push('one begins');
      await first.opened;
      seen.push('one ends');
      throw new Error('failed');
    }, never);
    const two = queue.run(() => Promise.resolve(seen.push('two')), never);
    first.open();
    await expect(one).rejects.toThrow('failed');
    await two;
    expect(seen).toEqual(['one begins', 'one ends', 'two']);
  });

  it('lets those that wait leave, and others take their place', async () => {
    const queue = new OneAtATime(1);
    const first = gate();
    const one = queue.run(() => first.opened, never);
    await Promise.resolve();
    await new Promise((resolve) => setTimeout(resolve, 0));
    const control = new AbortController();
    const two = queue.run(() => Promise.resolve('two'), control.signal);
    await expect(queue.run(() => Promise.resolve(), never)).rejects.toMatchObject({
      failure: 'busy',
    });
    control.abort(new Error('left'));
    await expect(two).rejects.toThrow('left');
    const three = queue.run(() => Promise.resolve('three'), never);
    first.open();
    await one;
    expect(await three).toBe('three');
  });

  it('begins nothing for a client that is gone', async () => {
    const gone = AbortSignal.abort(new Error('left'));
    let begun = false;
    const run = new OneAtATime(1).run(() => Promise.resolve((begun = true)), gone);
    await expect(run).rejects.toThrow('left');
    expect(begun).toBe(false);
  });
});
