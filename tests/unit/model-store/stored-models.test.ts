import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import type { ChunkStore } from '../../../src/contracts/chunk-store.ts';
import { createIndexedDbChunks } from '../../../src/model-store/kept/indexed-db-chunks.ts';
import { createStoredModels } from '../../../src/model-store/kept/stored-models.ts';
import { openDatabase } from '../../../src/storage/database.ts';

const never = new AbortController().signal;

/** A ready model of two files in chunks of four bytes. */
async function readyModel(name: string): Promise<ChunkStore> {
  const chunks = createIndexedDbChunks(await openDatabase({}, name));
  const files = ['a', 'b'].map((path) => ({ path, sizeBytes: 6 }));
  const facts = { variant: '', revision: '', pins: {}, changedAt: 1, usedAt: 0, chunkBytes: 4 };
  await chunks.update('m', () => ({ id: 'm', state: 'ready', files, ...facts }));
  for (const { path } of files)
    for (const [index, text] of ['abcd', 'ef'].entries())
      await chunks.addPart({
        model: 'm',
        path,
        index,
        offset: 0,
        bytes: new TextEncoder().encode(text),
        source: '',
        etag: '',
        sha256: 'x',
      });
  return chunks;
}

test('an engine that asks for everything twice costs few looks, and no write before it loaded', async () => {
  const chunks = await readyModel('stored-looks');
  const asked: string[] = [];
  const watched = new Proxy(chunks, {
    get(target, name: keyof ChunkStore) {
      return (...args: never[]) => {
        asked.push(name);
        return (target[name] as (...given: never[]) => unknown)(...args);
      };
    },
  });
  const late: (() => void)[] = [];
  const stored = createStoredModels(
    watched,
    () => 77,
    (run) => late.push(run),
  );
  const held: Response[] = [];
  for (let round = 0; round < 2; round++)
    held.push(...(await Promise.all(['a', 'b'].map((path) => stored.open('m', path, never)))));
  expect(await Promise.all(held.map((response) => response.text()))).toEqual(
    Array.from({ length: 4 }, () => 'abcdef'),
  );
  const count = (name: string) => asked.filter((each) => each === name).length;
  expect(count('rows')).toBeLessThanOrEqual(2);
  expect(count('update')).toBe(0);
  expect(count('record')).toBeLessThanOrEqual(4);
  late.forEach((run) => run());
  await expect.poll(async () => (await chunks.record('m'))?.usedAt).toBe(77);
});

test('a model that is deleted is gone at the next look', async () => {
  const chunks = await readyModel('stored-gone');
  const stored = createStoredModels(
    chunks,
    () => 1,
    () => undefined,
  );
  expect((await stored.open('m', 'a', never)).status).toBe(200);
  await chunks.remove('m', 2);
  expect((await stored.open('m', 'a', never)).status).toBe(404);
  await expect(stored.files('m')).rejects.toMatchObject({ code: 'model-not-ready' });
});
