import { spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  sha256Of,
  startHubServer,
  syntheticBytes,
  type HubServer,
} from '../../../fakes/hub-server.ts';

const files = new Map([
  ['config.json', new TextEncoder().encode('{}')],
  ['tokenizer.json', new TextEncoder().encode('{"t":1}')],
  ['tokenizer_config.json', new TextEncoder().encode('{"c":1}')],
  ['onnx/model_quantized.onnx', syntheticBytes(40_000_000, 5)],
]);
let hub: HubServer;
let folder: string;

beforeEach(async () => {
  hub = await startHubServer([{ id: 'mms-tts-spa', repository: 'Xenova/mms-tts-spa', files }]);
  folder = await mkdtemp(join(tmpdir(), 'parley-pull-'));
});
afterEach(async () => {
  await hub.close();
  await rm(folder, { recursive: true });
});

function run(script: string, ...args: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], { stdio: 'pipe' });
  let said = '';
  child.stdout.on('data', (data: Buffer) => (said += data.toString()));
  child.stderr.on('data', (data: Buffer) => (said += data.toString()));
  const ended = new Promise<{ code: number | null; said: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, said })),
  );
  return { child, ended };
}

test('pull: killed in the middle, goes on, and the mirror has every byte', async () => {
  const args = ['mms-tts-spa', '--hub', hub.url, '--to', folder];
  hub.bytesPerSecond = 3_000_000;
  const first = run('scripts/models-pull.ts', ...args);
  while (hub.sentBytes() < 25_000_000 && first.child.exitCode === null)
    await new Promise((resolve) => setTimeout(resolve, 20));
  first.child.kill('SIGKILL');
  await first.ended;
  // Nothing half may be served: the mirror lists folders named after models only.
  expect(await readdir(folder)).toEqual(['.partial']);
  hub.bytesPerSecond = 0;
  const { code, said } = await run('scripts/models-pull.ts', ...args).ended;
  expect(said).toContain('ready in');
  expect(code).toBe(0);
  for (const [path, bytes] of files)
    expect(sha256Of(await readFile(join(folder, 'mms-tts-spa', path)))).toBe(sha256Of(bytes));
  expect(hub.sentBytes()).toBeLessThan(40_000_000 + 16 * 1024 * 1024);
  const again = await run('scripts/models-pull.ts', ...args).ended;
  expect(again.said).toContain('are here');
}, 60_000);

test('pull: two at once, and the second says so and touches nothing', async () => {
  const args = ['mms-tts-spa', '--hub', hub.url, '--to', folder];
  hub.bytesPerSecond = 6_000_000;
  const first = run('scripts/models-pull.ts', ...args);
  while (hub.sentBytes() < 1_000_000 && first.child.exitCode === null)
    await new Promise((resolve) => setTimeout(resolve, 20));
  const second = await run('scripts/models-pull.ts', ...args).ended;
  expect(second.code).toBe(1);
  expect(second.said).toContain('is being fetched into this folder');
  expect(second.said).not.toContain('.ts:');
  hub.bytesPerSecond = 0;
  expect((await first.ended).code).toBe(0);
  for (const [path, bytes] of files)
    expect(sha256Of(await readFile(join(folder, 'mms-tts-spa', path)))).toBe(sha256Of(bytes));
  expect(await readdir(join(folder, '.partial'))).toEqual([]);
}, 60_000);

test('pin: writes commit, sizes and hashes, and nothing it was not told', async () => {
  const models = join(folder, 'models');
  await cp('models/mms-tts-spa.json', join(models, 'mms-tts-spa.json'), { recursive: true });
  const before = JSON.parse(await readFile(join(models, 'mms-tts-spa.json'), 'utf8')) as {
    files: { path: string }[];
  };
  const result = await run('scripts/models-pin.ts', '--hub', hub.url, '--models', models).ended;
  expect(result).toMatchObject({ code: 0 });
  const after = JSON.parse(await readFile(join(models, 'mms-tts-spa.json'), 'utf8')) as {
    source: { revision: string };
    files: { path: string; sizeBytes: number; sha256: string }[];
  };
  expect(after.source.revision).toMatch(/^[0-9a-f]{40}$/);
  expect(after.files.map(({ path }) => path)).toEqual(before.files.map(({ path }) => path));
  for (const { path, sizeBytes, sha256 } of after.files) {
    expect(sizeBytes).toBe(files.get(path)?.length);
    expect(sha256).toBe(sha256Of(files.get(path)!));
  }
}, 30_000);

test('pull: an unknown model gives a sentence, not a stack', async () => {
  const { code, said } = await run('scripts/models-pull.ts', 'no-such').ended;
  expect(code).toBe(1);
  expect(said).toContain('There is no model no-such.');
  expect(said).not.toContain('.ts:');
});
