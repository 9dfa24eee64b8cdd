import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixtureModels } from '../../fakes/provider-parts.ts';

const root = resolve(import.meta.dirname, '../../..');
const speech = join(root, 'tests/fixtures/speech');
// Far from the project: a release takes nothing from its node_modules.
let folder: string;
let child: ChildProcess;
let address = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-release-'));
  const release = join(folder, 'release');
  const run = (program: string, ...args: string[]) =>
    execFileSync(program, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  await mkdir(join(folder, 'dist'));
  await writeFile(join(folder, 'dist/index.html'), '<!doctype html>');
  const server = join(folder, 'dist-server');
  run(join(root, 'node_modules/.bin/rolldown'), '-c', 'server/rolldown.config.js', '--dir', server);
  run(process.execPath, 'scripts/release.mjs', release, '--from', folder);
  child = spawn(process.execPath, [join(release, 'dist-server/main.js')], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      MODELS_DIR: fixtureModels,
      TMPDIR: tmpdir(),
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  address = await new Promise<string>((found, fail) => {
    let output = '';
    child.stdout?.on('data', (bytes: Buffer) => {
      output += bytes.toString();
      const ready = /ready: (\S+)\n/.exec(output)?.[1];
      if (ready) found(ready.replace('localhost', '127.0.0.1'));
    });
    child.once('exit', (code) => fail(new Error(`ended with ${code}`)));
  });
}, 60_000);
afterAll(async () => {
  // It writes its last audit lines before it goes.
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  await ended;
  await rm(folder, { recursive: true, force: true });
});

const post = (path: string, body: object) =>
  fetch(`${address}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

test('a release runs models of its own in bundled workers', async () => {
  const response = await post('/v1/chat/completions', {
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content: 'What is the capital of France?' }],
  });
  expect(await response.json()).toMatchObject({
    model: 'tiny-tutor',
    choices: [{ message: { content: 'The capital of France is Paris.' }, finish_reason: 'stop' }],
  });
});

test('it embeds, speaks and listens, too', async () => {
  const embedded = (await (await post('/v1/embeddings', { input: 'Paris' })).json()) as {
    data: { embedding: number[] }[];
  };
  expect(embedded.data[0]?.embedding.length).toBeGreaterThan(8);
  const spoken = await post('/v1/audio/speech', { input: 'Paris', response_format: 'wav' });
  expect([spoken.status, spoken.headers.get('content-type')]).toEqual([200, 'audio/wav']);
  const form = new FormData();
  form.set('file', new Blob([await readFile(join(speech, 'pub_01.wav'))]), 'a.wav');
  const heard = await fetch(`${address}/v1/audio/transcriptions`, { method: 'POST', body: form });
  expect([heard.status, await heard.json()]).toEqual([200, { text: expect.any(String) as string }]);
});

test('it is small: what it takes from packages is a quarter of what they are', async () => {
  const release = join(folder, 'release');
  const files = await readdir(release, { recursive: true, withFileTypes: true });
  let bytes = 0;
  for (const file of files) {
    if (file.isFile()) bytes += (await stat(join(file.parentPath, file.name))).size;
  }
  expect(bytes / 1e6).toBeLessThan(110);
  const names = files.map(({ name }) => name);
  for (const name of ['typescript', 'onnxruntime-web', 'vite', '@img']) {
    expect(names).not.toContain(name);
  }
});
