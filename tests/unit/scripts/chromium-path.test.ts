import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { chromiumPath } from '../../../scripts/chromium-path.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-chromium-'));
  await writeFile(join(folder, 'chromium'), '#!/bin/sh\n');
  await chmod(join(folder, 'chromium'), 0o755);
  await writeFile(join(folder, 'not-a-program'), '');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('takes the one that is named, and no other in its place', () => {
  const PATH = folder;
  expect(chromiumPath({ PATH, CHROMIUM_PATH: process.execPath })).toBe(process.execPath);
  expect(chromiumPath({ PATH, CHROMIUM_PATH: join(folder, 'gone') })).toBeUndefined();
  expect(chromiumPath({ PATH, CHROMIUM_PATH: join(folder, 'not-a-program') })).toBeUndefined();
});

it('finds one on the PATH', () => {
  expect(chromiumPath({ PATH: `/nowhere:${folder}` })).toBe(join(folder, 'chromium'));
});
