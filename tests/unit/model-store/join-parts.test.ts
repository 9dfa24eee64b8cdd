import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { createIndexedDbChunks } from '../../../src/model-store/kept/indexed-db-chunks.ts';
import { joinParts } from '../../../src/model-store/transfer/join-parts.ts';
import { openDatabase } from '../../../src/storage/database.ts';

const never = new AbortController().signal;

const MANY = Array.from('abcdefghi', (letter) => letter.repeat(2));

async function twoChunks(name: string, texts: readonly string[] = MANY) {
  const chunks = createIndexedDbChunks(await openDatabase({}, name));
  for (const index of [0, 1])
    for (const [offset, text] of texts.entries())
      await chunks.addPart({
        model: 'm',
        path: 'f',
        index,
        offset: offset * 2,
        bytes: new TextEncoder().encode(text),
        source: '',
        etag: '',
        ...(offset === texts.length - 1 ? { sha256: 'x' } : {}),
      });
  return chunks;
}

test('every whole chunk that came in many parts has one afterwards', async () => {
  const chunks = await twoChunks('join-all');
  await joinParts(chunks, await chunks.rows('m'), never);
  expect((await chunks.rows('m')).map(({ partBytes }) => partBytes)).toEqual([[18], [18]]);
});

test('what a fast line leaves stays as it is: it is not written twice', async () => {
  const chunks = await twoChunks('join-few', ['ab', 'cd']);
  await joinParts(chunks, await chunks.rows('m'), never);
  expect((await chunks.rows('m')).map(({ partBytes }) => partBytes)).toEqual([
    [2, 2],
    [2, 2],
  ]);
});

test('a disk that is full leaves the parts as they were, readable', async () => {
  const chunks = await twoChunks('join-full');
  const rows = await chunks.rows('m');
  const full = {
    ...chunks,
    join: () => Promise.reject(new DOMException('full', 'QuotaExceededError')),
  };
  await joinParts(full, rows, never);
  expect(await chunks.rows('m')).toEqual(rows);
  const parts = await chunks.parts(rows[0]!);
  expect(parts.map((part) => new TextDecoder().decode(part))).toEqual(MANY);
});

test('somebody who pauses is heard between two chunks', async () => {
  const chunks = await twoChunks('join-stop');
  const stop = AbortSignal.abort(new Error('paused'));
  await expect(joinParts(chunks, await chunks.rows('m'), stop)).rejects.toThrow('paused');
});
