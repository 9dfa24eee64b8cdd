import { createHash } from 'node:crypto';
import { symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCompanion, writeFiles, type RunningCompanion } from './running-companion.ts';

const weights = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251));
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const address = '/models/tiny-whisper/onnx/encoder_model.onnx';

let companion: RunningCompanion;
beforeAll(async () => {
  companion = await runCompanion({
    'app/index.html': '<!doctype html><title>Parley</title>',
    'app/secret.txt': 'app file',
    'secret.txt': 'outside',
    'weights/tiny-whisper/config.json': '{"a":1}',
    'weights/tiny-whisper/onnx/encoder_model.onnx': weights,
    'weights/tiny-whisper/empty.bin': '',
    'weights/tiny-whisper/with space.bin': 'spaced',
    'weights/tiny-whisper/.hidden': 'hidden',
    'weights/loose-file.bin': 'belongs to no model',
    'weights/-bad id/file.bin': 'no id',
  });
  await symlink(
    join(companion.folder, 'secret.txt'),
    join(companion.folder, 'weights/tiny-whisper/link.txt'),
  );
});
afterAll(() => companion.stop());

describe('the list of models', () => {
  it('names every file of every model, and nothing hidden, loose or linked from outside', async () => {
    const { status, headers, text } = await companion.ask('/models/');
    expect(status).toBe(200);
    expect(headers['content-type']).toContain('application/json');
    expect(JSON.parse(text)).toEqual([
      {
        id: 'tiny-whisper',
        files: [
          { path: 'config.json', sizeBytes: 7 },
          { path: 'empty.bin', sizeBytes: 0 },
          { path: 'onnx/encoder_model.onnx', sizeBytes: 1000 },
          { path: 'with space.bin', sizeBytes: 6 },
        ],
      },
    ]);
  });

  it('is also found without the slash', async () => {
    expect((await companion.ask('/models')).status).toBe(200);
  });
});

describe('a whole file', () => {
  it('comes with its length, its hash and word that parts may be asked for', async () => {
    const { status, headers, body } = await companion.ask(address);
    expect(status).toBe(200);
    expect(body.equals(weights)).toBe(true);
    expect(headers['content-length']).toBe('1000');
    expect(headers.etag).toBe(`"${sha256(weights)}"`);
    expect(headers['accept-ranges']).toBe('bytes');
    expect(headers['content-encoding']).toBeUndefined();
    expect(headers['content-type']).toBe('application/octet-stream');
  });

  it('answers HEAD with the same headers and no body', async () => {
    const { status, headers, body } = await companion.ask(address, { method: 'HEAD' });
    expect(status).toBe(200);
    expect(headers['content-length']).toBe('1000');
    expect(headers.etag).toBe(`"${sha256(weights)}"`);
    expect(body).toHaveLength(0);
  });

  it('is not sent again to who has it', async () => {
    const { etag = '', 'last-modified': modified = '' } = (await companion.ask(address)).headers;
    for (const headers of [
      { 'if-none-match': etag },
      { 'if-none-match': `"other", W/${etag}` },
      { 'if-none-match': '*' },
      { 'if-modified-since': modified },
    ]) {
      const answer = await companion.ask(address, { headers });
      expect(answer.status, JSON.stringify(headers)).toBe(304);
      expect(answer.body).toHaveLength(0);
    }
    // The tag decides where both are given.
    const both = { 'if-none-match': '"other"', 'if-modified-since': modified };
    expect((await companion.ask(address, { headers: both })).status).toBe(200);
  });

  it('may be empty, or have a space in its name', async () => {
    expect((await companion.ask('/models/tiny-whisper/empty.bin')).headers['content-length']).toBe(
      '0',
    );
    expect((await companion.ask('/models/tiny-whisper/with%20space.bin')).text).toBe('spaced');
  });

  it('ignores what follows a question mark', async () => {
    expect((await companion.ask(`${address}?download=true`)).status).toBe(200);
  });
});

describe('a part of a file', () => {
  it.each([
    ['bytes=0-0', 0, 0],
    ['bytes=0-', 0, 999],
    ['bytes=10-19', 10, 19],
    ['bytes=990-5000', 990, 999],
    ['bytes=-10', 990, 999],
    ['bytes=-5000', 0, 999],
    ['bytes=999-999', 999, 999],
    ['Bytes = 3-4', 3, 4],
  ])('%s', async (range, first, last) => {
    const { status, headers, body } = await companion.ask(address, { headers: { range } });
    expect(status).toBe(206);
    expect(headers['content-range']).toBe(`bytes ${first}-${last}/1000`);
    expect(headers['content-length']).toBe(String(last - first + 1));
    expect(body.equals(weights.subarray(first, last + 1))).toBe(true);
    expect(headers.etag).toBe(`"${sha256(weights)}"`);
  });

  it.each([
    'bytes=1000-',
    'bytes=5-4',
    'bytes=-0',
    'bytes=-',
    'bytes=',
    'bytes=a-b',
    'bytes=0-1,5-6',
    'bytes=0-0,-1',
    'bytes=--1',
    'bytes=99999999999999999999-',
  ])('%s is refused with the size of the file', async (range) => {
    const { status, headers, body } = await companion.ask(address, { headers: { range } });
    expect(status).toBe(416);
    expect(headers['content-range']).toBe('bytes */1000');
    expect(body).toHaveLength(0);
  });

  it('in another unit is answered with the whole', async () => {
    const { status } = await companion.ask(address, { headers: { range: 'items=0-1' } });
    expect(status).toBe(200);
  });

  it('of an empty file does not exist', async () => {
    const headers = { range: 'bytes=0-0' };
    expect((await companion.ask('/models/tiny-whisper/empty.bin', { headers })).status).toBe(416);
  });

  it('is not what HEAD asks for', async () => {
    const headers = { range: 'bytes=0-0' };
    const answer = await companion.ask(address, { method: 'HEAD', headers });
    expect([answer.status, answer.headers['content-length']]).toEqual([200, '1000']);
  });

  it('is sent only while the file is the one it was asked of', async () => {
    const { etag = '', 'last-modified': modified = '' } = (await companion.ask(address)).headers;
    const status = async (version: string) =>
      (await companion.ask(address, { headers: { range: 'bytes=1-2', 'if-range': version } }))
        .status;
    expect(await status(etag)).toBe(206);
    expect(await status(modified)).toBe(206);
    expect(await status('"another"')).toBe(200);
    expect(await status(`W/${etag}`)).toBe(200);
    expect(await status('Thu, 01 Jan 1970 00:00:00 GMT')).toBe(200);
  });
});

describe('addresses that are not in the list', () => {
  it.each([
    '/models/tiny-whisper/../../secret.txt',
    '/models/../secret.txt',
    '/models/tiny-whisper/..%2f..%2fsecret.txt',
    '/models/tiny-whisper/%2e%2e/%2e%2e/secret.txt',
    '/models/tiny-whisper/.%2e/config.json',
    '/models/tiny-whisper/onnx%2fencoder_model.onnx',
    '/models/tiny-whisper//config.json',
    '//models/tiny-whisper/config.json',
    '/models//etc/passwd',
    '/models/tiny-whisper/./config.json',
    '/models/tiny-whisper\\config.json',
    '/models/tiny-whisper/..%5c..%5csecret.txt',
    '/models/tiny-whisper/config.json%00',
    '/models/tiny-whisper/%00',
    '/models/tiny-whisper/%252e%252e/secret.txt',
    '/models/tiny-whisper/%c0%ae%c0%ae/secret.txt',
    '/models/tiny-whisper/%',
    '/models/tiny-whisper/link.txt',
    '/models/tiny-whisper/.hidden',
    '/models/tiny-whisper/onnx',
    '/models/tiny-whisper/onnx/',
    '/models/tiny-whisper',
    '/models/tiny-whisper/',
    '/models/loose-file.bin',
    '/models/-bad%20id/file.bin',
    '/models/__proto__/config.json',
    `/models/tiny-whisper/${'a/'.repeat(2000)}`,
  ])('%s', async (path) => {
    const { status, headers, text } = await companion.ask(path, {
      headers: { accept: 'text/html' },
    });
    expect(status).toBe(404);
    expect(headers['content-type']).toContain('application/json');
    expect(text).not.toContain('outside');
  });

  it('a target that is another site is no address of ours', async () => {
    expect((await companion.ask('http://elsewhere.example/models/')).status).toBe(404);
  });
});

describe('a folder that changes', () => {
  it('gains a model without a restart, looking at the disk at most every two seconds', async () => {
    const path = '/models/late/config.json';
    companion.wait(5000);
    expect((await companion.ask(path)).status).toBe(404);
    await writeFiles(companion.folder, { 'weights/late/config.json': '{}' });
    expect((await companion.ask(path)).status).toBe(404);
    companion.wait(2500);
    expect((await companion.ask(path)).text).toBe('{}');
  });

  it('gives a changed file a new tag', async () => {
    const path = '/models/tiny-whisper/config.json';
    const before = (await companion.ask(path)).headers.etag;
    const file = join(companion.folder, 'weights/tiny-whisper/config.json');
    await writeFile(file, '{"a":2}');
    await utimes(file, new Date('2030-01-01'), new Date('2030-01-01'));
    const after = await companion.ask(path);
    expect(after.text).toBe('{"a":2}');
    expect(after.headers.etag).toBe(`"${sha256(Buffer.from('{"a":2}'))}"`);
    expect(after.headers.etag).not.toBe(before);
  });
});

it('does not fail when readers leave in the middle', async () => {
  const big = Buffer.alloc(8 * 1024 * 1024, 7);
  await writeFiles(companion.folder, { 'weights/big/file.bin': big });
  companion.wait(5000);
  for (let round = 0; round < 5; round++) {
    const leaving = new AbortController();
    const response = await fetch(`http://127.0.0.1:${companion.port}/models/big/file.bin`, {
      signal: leaving.signal,
    });
    await response.body?.getReader().read();
    leaving.abort();
  }
  expect((await companion.ask('/models/big/file.bin')).body.equals(big)).toBe(true);
  expect(companion.errors).toEqual([]);
});
