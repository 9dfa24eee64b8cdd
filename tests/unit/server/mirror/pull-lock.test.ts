import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir, hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockPull } from '../../../../server/mirror/pull-lock.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'parley-lock-'));
});
afterEach(() => rm(root, { recursive: true }));

/** Larger than any process id that Linux, macOS or Windows gives. */
const DEAD = 2 ** 30;

async function leave(holder: unknown): Promise<void> {
  await mkdir(join(root, '.partial'), { recursive: true });
  await writeFile(join(root, '.partial', 'm.lock'), JSON.stringify(holder));
}

test('one at a time per model, and again after it was released', async () => {
  const lock = await lockPull(root, 'm');
  expect(await lockPull(root, 'm')).toBeUndefined();
  const other = await lockPull(root, 'n');
  await lock?.release();
  expect(other).toBeDefined();
  await other?.release();
  await (await lockPull(root, 'm'))?.release();
  expect(await readdir(join(root, '.partial'))).toEqual([]);
});

test('of many at once exactly one gets it, also when a dead one left its lock', async () => {
  for (const before of [undefined, { pid: DEAD, host: hostname() }]) {
    if (before) await leave(before);
    const tries = await Promise.all(
      // Parents of this process are alive, and each has a name of its own here.
      [process.pid, process.ppid, 1].map((pid) => lockPull(root, 'm', { pid, host: hostname() })),
    );
    const got = tries.filter((each) => each !== undefined);
    expect(got).toHaveLength(1);
    for (const each of got) await each.release();
    expect(await readdir(join(root, '.partial'))).toEqual([]);
  }
});

test('the lock of a killed process is taken over; that of another machine is not', async () => {
  await leave({ pid: DEAD, host: hostname() });
  await (await lockPull(root, 'm'))?.release();
  await leave({ pid: DEAD, host: 'another-host' });
  expect(await lockPull(root, 'm')).toBeUndefined();
});
