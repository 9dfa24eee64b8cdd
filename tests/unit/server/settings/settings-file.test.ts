import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadSettings, watchSettings } from '../../../../server/settings/settings-file.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-settings-'));
  file = join(folder, 'parley.config.yaml');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Follows a file with one attempt: what was applied, and why something was refused. */
async function follow(path = file) {
  await writeFile(path, 'attempts: 1\n');
  const applied: number[] = [];
  const refused: unknown[] = [];
  const stop = watchSettings(path, {
    apply: ({ attempts }) => Promise.resolve(void applied.push(attempts)),
    onRefused: (error) => refused.push(error),
  });
  return { applied, refused, stop };
}

it('a missing file means all defaults', async () => {
  expect((await loadSettings(file)).upstreams).toEqual([]);
});

it('a file is followed, also when an editor replaces it, and the last good one counts', async () => {
  const { applied, refused, stop } = await follow();
  await writeFile(file, 'attempts: 2\n');
  await expect.poll(() => applied.at(-1), { timeout: 5000 }).toBe(2);
  await writeFile(file, 'attempts: many\n');
  await expect.poll(() => refused.length, { timeout: 5000 }).toBeGreaterThan(0);
  expect(applied.at(-1)).toBe(2);
  await writeFile(`${file}.new`, 'attempts: 4\n');
  await rename(`${file}.new`, file);
  await expect.poll(() => applied.at(-1), { timeout: 5000 }).toBe(4);
  stop();
});

it('a file that goes away or is emptied leaves the last good settings in force', async () => {
  const { applied, refused, stop } = await follow();
  const last = () => refused.at(-1);
  await rm(file);
  await expect.poll(last, { timeout: 8000 }).toMatchObject({ code: 'settings-gone' });
  for (const text of ['', '  \n# nothing\n', '---\n', '{}']) {
    const before = refused.length;
    await writeFile(file, text);
    await expect.poll(() => refused.length, { timeout: 8000 }).toBeGreaterThan(before);
    expect(last()).toMatchObject({ code: 'settings-empty' });
  }
  expect(applied).toEqual([]);
  await writeFile(file, 'attempts: 3\n');
  await expect.poll(() => applied, { timeout: 8000 }).toEqual([3]);
  stop();
}, 60_000);

it('a folder that is made anew is found again', async () => {
  const deep = join(folder, 'settings');
  await mkdir(deep);
  const { applied, refused, stop } = await follow(join(deep, 'parley.config.yaml'));
  await rm(deep, { recursive: true });
  await expect.poll(() => refused.length, { timeout: 8000 }).toBeGreaterThan(0);
  await mkdir(deep);
  await writeFile(join(deep, 'parley.config.yaml'), 'attempts: 5\n');
  await expect.poll(() => applied.at(-1), { timeout: 12_000 }).toBe(5);
  stop();
}, 30_000);

it('a file that cannot even be looked at leaves the last good settings in force', async () => {
  const { applied, refused, stop } = await follow();
  await rm(file);
  await symlink(file, file);
  await expect
    .poll(() => refused.at(-1), { timeout: 8000 })
    .toMatchObject({ code: 'settings-unreadable' });
  expect(applied).toEqual([]);
  await rm(file);
  await writeFile(file, 'attempts: 4\n');
  await expect.poll(() => applied.at(-1), { timeout: 12_000 }).toBe(4);
  stop();
}, 30_000);
