import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { createIndexedDbChunks } from '../../../src/model-store/indexed-db-chunks.ts';
import { joinParts } from '../../../src/model-store/join-parts.ts';
import { openDatabase } from '../../../src/storage/database.ts';

const never = new AbortController().signal;

async function twoChunks(name: string) {
  const chunks = createIndexedDbChunks(await openDatabase({}, name));
  for (const index of [0, 1])
    for (const [offset, text] of ['ab', 'cd'].entries())
      await chunks.addPart({
        model: 'm',
        path: 'f',
        index,
        offset: offset * 2,
        bytes: new Blob([text]),
        source: '',
        etag: '',
        ...(offset === 1 ? { sha256: 'x' } : {}),
      });
  return chunks;
}

test('every whole chunk has one part afterwards', async () => {
  const chunks = await twoChunks('join-all');
  await joinParts(chunks, await chunks.rows('m'), never);
  expect((await chunks.rows('m')).map(({ partBytes }) => partBytes)).toEqual([[4], [4]]);
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
  expect(await parts[0]?.text()).toBe('ab');
  expect(await parts[1]?.text()).toBe('cd');
});

test('somebody who pauses is heard between two chunks', async () => {
  const chunks = await twoChunks('join-stop');
  const stop = AbortSignal.abort(new Error('paused'));
  await expect(joinParts(chunks, await chunks.rows('m'), stop)).rejects.toThrow('paused');
});
