import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readAppFiles } from '../../../../server/static/app-files.ts';
import { followAppFiles } from '../../../../server/static/follow-app-files.ts';

let folder: string;
let stop = () => {};
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-app-'));
  await build('old');
});
afterEach(async () => {
  stop();
  await rm(folder, { recursive: true, force: true });
});

async function build(name: string): Promise<void> {
  await mkdir(join(folder, 'assets'), { recursive: true });
  await writeFile(join(folder, 'assets', `${name}.js`), name);
  await writeFile(join(folder, 'index.html'), name);
}

it('lists the files of a newer build, and goes on with the old list while there is none', async () => {
  const files = await readAppFiles(folder);
  const fail = vi.fn();
  stop = followAppFiles(folder, files, fail, 10);
  expect([...files.keys()].sort()).toEqual(['/assets/old.js', '/index.html']);

  await rm(join(folder, 'index.html'));
  await rm(join(folder, 'assets'), { recursive: true });
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect([...files.keys()].sort()).toEqual(['/assets/old.js', '/index.html']);

  await build('new');
  await vi.waitFor(() =>
    expect([...files.keys()].sort()).toEqual(['/assets/new.js', '/index.html']),
  );
  await writeFile(join(folder, 'index.html.br'), 'compressed');
  await vi.waitFor(() =>
    expect([...(files.get('/index.html')?.encoded.keys() ?? [])]).toEqual(['br']),
  );
  expect(fail).not.toHaveBeenCalled();
});
