import 'fake-indexeddb/auto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { DiskChunks } from '../../../server/mirror/disk-chunks.ts';
import type { ChunkStore, ModelRecord } from '../../../src/contracts/chunk-store.ts';
import { createIndexedDbChunks } from '../../../src/model-store/kept/indexed-db-chunks.ts';
import { openDatabase } from '../../../src/storage/database.ts';

const folders: string[] = [];
let made = 0;
const stores: [string, () => Promise<ChunkStore>][] = [
  ['IndexedDB', async () => createIndexedDbChunks(await openDatabase({}, `contract-${made++}`))],
  [
    'a folder',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'parley-chunks-'));
      folders.push(folder);
      return new DiskChunks(folder);
    },
  ],
];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

const record: ModelRecord = {
  id: 'm',
  state: 'planned',
  variant: 'q8',
  revision: '',
  files: [{ path: 'onnx/a.onnx', sizeBytes: 25 }],
  chunkBytes: 10,
  pins: { 'onnx/a.onnx': 'f'.repeat(64) },
  changedAt: 1,
  usedAt: 5,
};
const part = (index: number, offset: number, text: string, sha256?: string) => ({
  model: 'm',
  path: 'onnx/a.onnx',
  index,
  offset,
  bytes: new TextEncoder().encode(text),
  source: 's',
  etag: '"e"',
  ...(sha256 === undefined ? {} : { sha256 }),
});
const text = (parts: readonly (Uint8Array | undefined)[]) =>
  parts.map((bytes) => bytes && new TextDecoder().decode(bytes));

describe.each(stores)('a chunk store: %s', (_name, open) => {
  test('keeps a record, and changes it only when told to', async () => {
    const store = await open();
    expect(await store.record('m')).toBeUndefined();
    expect(await store.update('m', () => undefined)).toBeUndefined();
    await store.update('m', () => record);
    expect(await store.update('m', () => undefined)).toEqual(record);
    const seen: unknown[] = [];
    await store.update('m', (before) => (seen.push(before), { ...record, state: 'paused' }));
    expect(seen).toEqual([record]);
    expect((await store.record('m'))?.state).toBe('paused');
  });

  test('takes parts in order only, and gives them back', async () => {
    const store = await open();
    await store.update('m', () => record);
    expect(await store.addPart(part(0, 3, 'late'))).toBe(false);
    expect(await store.addPart(part(0, 0, 'abc'))).toBe(true);
    expect(await store.addPart(part(0, 0, 'abc'))).toBe(false);
    expect(await store.addPart(part(0, 3, 'defghij', 'h0'))).toBe(true);
    expect(await store.addPart(part(0, 10, 'x'))).toBe(false);
    expect(await store.addPart(part(2, 0, 'uvwxy', 'h2'))).toBe(true);
    const rows = await store.rows('m', 'onnx/a.onnx');
    expect(rows.map(({ index, partBytes, sha256 }) => [index, partBytes, sha256])).toEqual([
      [0, [3, 7], 'h0'],
      [2, [5], 'h2'],
    ]);
    expect(text(await store.parts(rows[0]!))).toEqual(['abc', 'defghij']);
    expect(text(await store.parts(rows[1]!))).toEqual(['uvwxy']);
    expect(await store.rows('m', 'onnx')).toEqual([]);
    expect(await store.rows('other')).toEqual([]);
  });

  test('makes one part of many, of whole chunks only', async () => {
    const store = await open();
    await store.update('m', () => record);
    await store.addPart(part(0, 0, 'abc'));
    await store.addPart(part(0, 3, 'def'));
    await store.addPart(part(0, 6, 'g'));
    const [open0] = await store.rows('m');
    expect(await store.join(open0!)).toEqual(open0);
    await store.addPart(part(0, 7, 'hij', 'h0'));
    const [whole] = await store.rows('m');
    const joined = { ...whole, partBytes: [10] };
    expect(await store.join(whole!)).toEqual(joined);
    expect(await store.rows('m')).toEqual([joined]);
    expect(text(await store.parts((await store.rows('m'))[0]!))).toEqual(['abcdefghij']);
    expect(await store.reconcile('m')).toEqual([]);
    // Whoever asks with an old row gets the new one.
    expect(await store.join(whole!)).toEqual(joined);
    await store.drop('m', 'onnx/a.onnx', 0);
    expect(await store.addPart(part(0, 0, 'again'))).toBe(true);
    expect(await store.join(whole!)).toMatchObject({ partBytes: [5] });
  });

  test('drops a chunk, a file, everything', async () => {
    const store = await open();
    await store.update('m', () => record);
    await store.addPart(part(0, 0, 'abcdefghij', 'h'));
    await store.addPart(part(1, 0, 'klmnopqrst', 'h'));
    await store.drop('m', 'onnx/a.onnx', 0);
    expect((await store.rows('m')).map(({ index }) => index)).toEqual([1]);
    expect(await store.addPart(part(0, 0, 'again'))).toBe(true);
    await store.drop('m', 'onnx/a.onnx');
    expect(await store.rows('m')).toEqual([]);
  });

  test('marks exactly the bad chunks', async () => {
    const store = await open();
    await store.update('m', () => ({ ...record, state: 'ready' }));
    for (const index of [0, 1]) await store.addPart(part(index, 0, 'abcdefghij', 'h'));
    await store.damage('m', [{ path: 'onnx/a.onnx', index: 1 }], 'model-damaged', 9);
    expect(await store.record('m')).toMatchObject({
      state: 'damaged',
      problem: 'model-damaged',
      badChunks: 1,
      changedAt: 9,
    });
    expect((await store.rows('m')).map(({ index }) => index)).toEqual([0]);
  });

  test('removes every byte', async () => {
    const store = await open();
    await store.update('m', () => record);
    await store.addPart(part(0, 0, 'abc'));
    await store.remove('m', 9);
    expect(await store.rows('m')).toEqual([]);
    expect((await store.record('m'))?.state ?? 'absent').toBe('absent');
  });

  test('has nothing to reconcile when nothing was lost', async () => {
    const store = await open();
    await store.update('m', () => record);
    await store.addPart(part(0, 0, 'abc'));
    expect(await store.reconcile('m')).toEqual([]);
    expect(await store.rows('m')).toHaveLength(1);
  });
});
