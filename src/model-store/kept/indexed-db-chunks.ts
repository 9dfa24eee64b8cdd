import {
  rowWith,
  type ChunkAddress,
  type ChunkRow,
  type ChunkStore,
} from '../../contracts/chunk-store.ts';
import type { ParleyDatabase } from '../../storage/migration.ts';
import { storedBytes } from '../chunk-grid.ts';
import { inState } from '../model-state.ts';
import { isChunkRow, isModelRecord } from './readable.ts';

/** An upper end of a key range: an array sorts after every string and number. */
const LAST: IDBValidKey[] = [];

/** Waits for the requests, too: a full disk rejects them as well as the transaction. */
async function settled(
  transaction: { readonly done: Promise<void> },
  ...requests: readonly Promise<unknown>[]
): Promise<void> {
  await Promise.all([...requests, transaction.done]);
}

function under(...key: IDBValidKey[]): IDBKeyRange {
  return IDBKeyRange.bound(key, [...key, LAST]);
}

/** As it is stored: a view of a larger buffer would take all of that with it. */
function bufferOf(bytes: Uint8Array<ArrayBuffer>): ArrayBuffer {
  return bytes.length === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer;
}

/** Undefined for a Blob of an earlier version whose bytes the browser has lost. */
async function bytesOf(stored: ArrayBuffer | Blob): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (!(stored instanceof Blob)) return new Uint8Array(stored);
  return stored.arrayBuffer().then(
    (buffer) => new Uint8Array(buffer),
    () => undefined,
  );
}

function joined(
  parts: readonly (Uint8Array<ArrayBuffer> | undefined)[],
): Uint8Array<ArrayBuffer> | undefined {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + (part?.length ?? 0), 0));
  let at = 0;
  for (const part of parts) {
    if (!part) return undefined;
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * The chunk store in IndexedDB. Records are written with strict durability, so that `ready` reaches
 * the disk before anybody believes it; parts are not, since every one is read back and hashed before.
 */
export function createIndexedDbChunks(database: ParleyDatabase): ChunkStore {
  async function partsOf({ model, path, index, partBytes }: ChunkRow) {
    const found = await database.getAll('chunks', under(model, path, index));
    if (found.length !== partBytes.length) return partBytes.map(() => undefined);
    const parts = await Promise.all(found.map(bytesOf));
    return partBytes.map((bytes, part) =>
      parts[part]?.length === bytes ? parts[part] : undefined,
    );
  }

  return {
    records: async () => (await database.getAll('models')).filter(isModelRecord),
    async record(id) {
      const record = await database.get('models', id);
      return isModelRecord(record) ? record : undefined;
    },

    async update(id, change) {
      const transaction = database.transaction('models', 'readwrite', { durability: 'strict' });
      const found = await transaction.store.get(id);
      const before = isModelRecord(found) ? found : undefined;
      const next = change(before);
      await settled(transaction, ...(next ? [transaction.store.put(next)] : []));
      return next ?? before;
    },

    async rows(model, path) {
      const range = path === undefined ? under(model) : under(model, path);
      return (await database.getAll('chunkJournal', range)).filter(isChunkRow);
    },

    async addPart(part) {
      const { model, path, index } = part;
      const transaction = database.transaction(['chunkJournal', 'chunks'], 'readwrite', {
        durability: 'relaxed',
      });
      const journal = transaction.objectStore('chunkJournal');
      const found = await journal.get([model, path, index]);
      const before = isChunkRow(found) ? found : undefined;
      const fits = (before ? storedBytes(before) : 0) === part.offset && !before?.sha256;
      if (!fits) return transaction.done.then(() => false);
      const row = rowWith(before, part);
      const chunks = transaction.objectStore('chunks');
      await settled(
        transaction,
        chunks.put(bufferOf(part.bytes), [model, path, index, row.partBytes.length - 1]),
        journal.put(row),
      );
      return true;
    },

    async join(row) {
      const { model, path, index, partBytes, sha256 } = row;
      if (partBytes.length < 2 || sha256 === undefined) return row;
      const whole = joined(await partsOf(row));
      if (!whole) return (await database.get('chunkJournal', [model, path, index])) ?? row;
      const transaction = database.transaction(['chunkJournal', 'chunks'], 'readwrite', {
        durability: 'relaxed',
      });
      const journal = transaction.objectStore('chunkJournal');
      const chunks = transaction.objectStore('chunks');
      const before = await journal.get([model, path, index]);
      const keys = await chunks.getAllKeys(under(model, path, index));
      const same = before?.sha256 === sha256 && before.partBytes.join() === partBytes.join();
      if (!same || keys.length !== partBytes.length)
        return transaction.done.then(() => before ?? row);
      const one: ChunkRow = { ...before, partBytes: [storedBytes(before)] };
      await settled(
        transaction,
        chunks.delete(under(model, path, index)),
        chunks.put(whole.buffer, [model, path, index, 0]),
        journal.put(one),
      );
      return one;
    },

    parts: partsOf,

    async drop(model, path, index) {
      const transaction = database.transaction(['chunkJournal', 'chunks'], 'readwrite');
      const key = [model, path, index].filter((piece) => piece !== undefined);
      await settled(
        transaction,
        transaction
          .objectStore('chunkJournal')
          .delete(index === undefined ? under(...key) : IDBKeyRange.only(key)),
        transaction.objectStore('chunks').delete(under(...key)),
      );
    },

    async damage(model, chunks, problem, atMs) {
      const transaction = database.transaction(['models', 'chunkJournal', 'chunks'], 'readwrite', {
        durability: 'strict',
      });
      const models = transaction.objectStore('models');
      const record = await models.get(model);
      const next = inState(record, 'damaged', atMs, { problem, badChunks: chunks.length });
      const requests = chunks.flatMap(({ path, index }) => [
        transaction.objectStore('chunkJournal').delete([model, path, index]),
        transaction.objectStore('chunks').delete(under(model, path, index)),
      ]);
      if (next) await settled(transaction, models.put(next), ...requests);
      else await settled(transaction, ...requests);
    },

    async remove(model, atMs) {
      const transaction = database.transaction(['models', 'chunkJournal', 'chunks'], 'readwrite');
      const models = transaction.objectStore('models');
      const record = await models.get(model);
      const absent = isModelRecord(record)
        ? inState(record, 'absent', atMs, { files: [], usedAt: 0 })
        : undefined;
      await settled(
        transaction,
        ...(absent ? [models.put(absent)] : record ? [models.delete(model)] : []),
        transaction.objectStore('chunkJournal').delete(under(model)),
        transaction.objectStore('chunks').delete(under(model)),
      );
    },

    async reconcile(model) {
      const transaction = database.transaction(['chunkJournal', 'chunks'], 'readwrite');
      const journal = transaction.objectStore('chunkJournal');
      const chunks = transaction.objectStore('chunks');
      const rows = (await journal.getAll(under(model))).filter(isChunkRow);
      const known = new Set(
        rows.flatMap((row) => row.partBytes.map((_, part) => `${row.path}\n${row.index}\n${part}`)),
      );
      const present = new Set<string>();
      const requests: Promise<unknown>[] = [];
      for (const key of await chunks.getAllKeys(under(model))) {
        const name = key.slice(1).join('\n');
        if (known.has(name)) present.add(name);
        else requests.push(chunks.delete(key));
      }
      const lost: ChunkAddress[] = [];
      for (const { path, index, partBytes } of rows) {
        if (partBytes.every((_, part) => present.has(`${path}\n${index}\n${part}`))) continue;
        lost.push({ path, index });
        requests.push(journal.delete([model, path, index]));
        requests.push(chunks.delete(under(model, path, index)));
      }
      await settled(transaction, ...requests);
      return lost;
    },
  };
}
