import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixtureModels } from '../../fakes/provider-parts.ts';

const root = resolve(import.meta.dirname, '../../..');
// Inside the project, because the worker takes its libraries from node_modules.
const built = join(root, 'node_modules', '.cache', `parley-built-${process.pid}`);

let child: ChildProcess;
let address = '';
beforeAll(async () => {
  const bundler = join(root, 'node_modules/.bin/rolldown');
  const args = ['-c', 'server/rolldown.config.js', '--dir', join(built, 'server')];
  execFileSync(bundler, args, { cwd: root, stdio: 'ignore' });
  await mkdir(join(built, 'app'));
  await writeFile(join(built, 'app/index.html'), '<!doctype html>');
  child = spawn(process.execPath, [join(built, 'server/main.js')], {
    cwd: built,
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      APP_DIR: join(built, 'app'),
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
  await rm(built, { recursive: true, force: true });
});

test('the bundled companion runs models of its own in bundled workers', async () => {
  const response = await fetch(`${address}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'gpt-4o-mini',
      messages: [{ role: 'user', content: 'What is the capital of France?' }],
    }),
  });
  expect(await response.json()).toMatchObject({
    model: 'tiny-tutor',
    choices: [{ message: { content: 'The capital of France is Paris.' }, finish_reason: 'stop' }],
  });
});
