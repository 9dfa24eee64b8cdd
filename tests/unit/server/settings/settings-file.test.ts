import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
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

it('a missing file means all defaults', async () => {
  expect((await loadSettings(file)).upstreams).toEqual([]);
});

it('a file is followed, also when an editor replaces it, and the last good one counts', async () => {
  await writeFile(file, 'attempts: 1\n');
  const applied: number[] = [];
  const refused: unknown[] = [];
  const stop = watchSettings(file, {
    apply: ({ attempts }) => Promise.resolve(void applied.push(attempts)),
    onRefused: (error) => refused.push(error),
  });
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
