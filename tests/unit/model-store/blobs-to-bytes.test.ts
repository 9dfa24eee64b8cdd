import 'fake-indexeddb/auto';
import { expect, test, vi } from 'vitest';
import { turnBlobsToBytes } from '../../../src/model-store/kept/blobs-to-bytes.ts';
import { createIndexedDbChunks } from '../../../src/model-store/kept/indexed-db-chunks.ts';
import { createKeptValues } from '../../../src/model-store/kept/kept-values.ts';
import { openModelFiles } from '../../../src/model-store/kept/model-files.ts';
import { openDatabase } from '../../../src/storage/database.ts';
import { syntheticBytes } from '../../fakes/hub-server.ts';

const never = new AbortController().signal;
const content = syntheticBytes(20_000, 4);

/** A store as the version before wrote it: parts are Blobs, some of one chunk joined, some not. */
async function oldStore(name: string) {
  const database = await openDatabase({}, name);
  await database.put('models', {
    id: 'm',
    state: 'ready',
    variant: 'q8',
    revision: '',
    files: [{ path: 'f', sizeBytes: content.length }],
    chunkBytes: 10_000,
    pins: {},
    changedAt: 1,
    usedAt: 0,
  });
  for (const [index, partBytes] of [[10_000], [4000, 6000]].entries()) {
    const row = { model: 'm', path: 'f', index, partBytes, source: 'hub', etag: '', sha256: 'x' };
    await database.put('chunkJournal', row);
    let at = index * 10_000;
    for (const [part, bytes] of partBytes.entries()) {
      await database.put('chunks', new Blob([content.slice(at, at + bytes)]), [
        'm',
        'f',
        index,
        part,
      ]);
      at += bytes;
    }
  }
  return database;
}

test('an old store is read as it is, and its parts become bytes', async () => {
  const database = await oldStore('old');
  const files = await openModelFiles(createIndexedDbChunks(database), 'm');
  expect(Buffer.compare(await files.bytes('f', 0, Infinity), content)).toBe(0);
  const kept = createKeptValues(database);
  let waited = 0;
  const idle = () => Promise.resolve(void waited++);
  expect(await turnBlobsToBytes(database, kept, idle, never)).toBe(3);
  expect(waited).toBe(3);
  const values = await database.getAll('chunks');
  expect(values.every((value) => value instanceof ArrayBuffer)).toBe(true);
  expect(Buffer.compare(await files.bytes('f', 3000, 17_000), content.slice(3000, 17_000))).toBe(0);
  expect(await turnBlobsToBytes(database, kept, idle, never)).toBe(0);
});

test('it goes on where it was stopped', async () => {
  const database = await oldStore('old-stopped');
  const kept = createKeptValues(database);
  const stop = new AbortController();
  const idle = () => Promise.resolve(stop.abort(new Error('closed')));
  await expect(turnBlobsToBytes(database, kept, idle, stop.signal)).rejects.toThrow('closed');
  expect(await turnBlobsToBytes(database, kept, () => Promise.resolve(), never)).toBe(2);
});

test('old parts are joined with new ones as bytes', async () => {
  const database = await oldStore('old-join');
  const chunks = createIndexedDbChunks(database);
  const [, second] = await chunks.rows('m');
  expect((await chunks.join(second!)).partBytes).toEqual([10_000]);
  expect(await database.get('chunks', ['m', 'f', 1, 0])).toBeInstanceOf(ArrayBuffer);
});

test('no Blob is ever stored: private windows refuse them', async () => {
  const database = await openDatabase({}, 'private');
  const put = vi.spyOn(IDBObjectStore.prototype, 'put');
  const chunks = createIndexedDbChunks(database);
  const part = { model: 'm', path: 'f', index: 0, source: 's', etag: '' };
  await chunks.addPart({ ...part, offset: 0, bytes: content.subarray(0, 8) });
  await chunks.addPart({ ...part, offset: 8, bytes: content.subarray(8, 12), sha256: 'x' });
  const [row] = await chunks.rows('m');
  expect((await chunks.join(row!)).partBytes).toEqual([12]);
  expect(put.mock.calls.some(([value]) => value instanceof Blob)).toBe(false);
  put.mockRestore();
});
