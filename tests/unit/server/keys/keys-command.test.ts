import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isKey, keyId } from '../../../../server/keys/api-key.ts';
import { KeyFile, readKeyFile } from '../../../../server/keys/key-file.ts';
import { keysCommand } from '../../../../server/keys/keys-command.ts';

let folder: string;
let file: string;
const now = new Date('2026-11-20T10:00:00Z');
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-keys-'));
  file = join(folder, 'keys.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const create = async (...more: string[]) =>
  (await keysCommand(['create', '--name', 'class 7b', ...more], file, now)).split('\n')[0] ?? '';

it('makes a key that is shown once and kept as a hash, for its owner only', async () => {
  const text = await create(
    '--jobs',
    'chat,embed',
    '--tokens-per-day',
    '100000',
    '--expires',
    '90d',
  );
  expect(text).toMatch(/^parley_[0-9a-f]{8}_[\w-]{43}$/);
  expect(await readFile(file, 'utf8')).not.toContain(text.slice(-43));
  expect((await stat(file)).mode & 0o077).toBe(0);
  const [kept] = await readKeyFile(file);
  expect(kept).toMatchObject({
    name: 'class 7b',
    expires: '2027-02-18T10:00:00.000Z',
    scopes: { jobs: ['chat', 'embed'], tokensPerDay: 100_000 },
  });
  expect([kept && isKey(text, kept), kept && isKey(`${text.slice(0, -1)}!`, kept)]).toEqual([
    true,
    false,
  ]);
});

it('lists and revokes', async () => {
  const id = keyId(await create()) ?? '';
  expect(await keysCommand(['list'], file, now)).toContain(`${id}  class 7b`);
  await keysCommand(['revoke', id], file, now);
  expect(await keysCommand(['list'], file, now)).toBe('There are no keys.');
});

it.each([
  [[]],
  [['destroy']],
  [['revoke', 'none']],
  [['create', '--jobs', 'sing']],
  [['create', '--what']],
  [['create', '--expires', 'soon']],
])('says how it is used: %j', async (args) => {
  await expect(keysCommand(args, file, now)).rejects.toMatchObject({ code: 'keys-usage' });
});

it('new and revoked keys count within two seconds, and a broken file leaves the last good ones', async () => {
  let nowMs = 0;
  const errors: unknown[] = [];
  const keys = new KeyFile(
    () => file,
    () => nowMs,
    (error) => errors.push(error),
  );
  const id = keyId(await create()) ?? '';
  // At the same time, as at a start: none of them may see an empty list.
  const found = await Promise.all([keys.find(id), keys.find(id)]);
  expect(found.map((it) => it?.id)).toEqual([id, id]);
  await keysCommand(['revoke', id], file, now);
  expect(await keys.find(id)).toBeDefined();
  nowMs += 2001;
  expect(await keys.find(id)).toBeUndefined();
  expect(errors).toEqual([]);
});
