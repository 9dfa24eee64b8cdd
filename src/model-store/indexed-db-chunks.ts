import type { ChunkAddress, ChunkRow, ChunkStore } from '../contracts/chunk-store.ts';
import type { ParleyDatabase } from '../storage/migration.ts';
import { storedBytes } from './chunk-grid.ts';
import { inState } from './model-state.ts';

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

/**
 * The chunk store in IndexedDB. Records are written with strict durability, so that `ready` reaches
 * the disk before anybody believes it; parts are not, since every one is read back and hashed before.
 */
export function createIndexedDbChunks(database: ParleyDatabase): ChunkStore {
  return {
    records: () => database.getAll('models'),
    record: (id) => database.get('models', id),

    async update(id, change) {
      const transaction = database.transaction('models', 'readwrite', { durability: 'strict' });
      const before = await transaction.store.get(id);
      const next = change(before);
      await settled(transaction, ...(next ? [transaction.store.put(next)] : []));
      return next ?? before;
    },

    rows: (model, path) =>
      database.getAll('chunkJournal', path === undefined ? under(model) : under(model, path)),

    async addPart(part) {
      const { model, path, index } = part;
      const transaction = database.transaction(['chunkJournal', 'chunks'], 'readwrite', {
        durability: 'relaxed',
      });
      const journal = transaction.objectStore('chunkJournal');
      const before = await journal.get([model, path, index]);
      const fits = (before ? storedBytes(before) : 0) === part.offset && !before?.sha256;
      if (!fits) return transaction.done.then(() => false);
      const partBytes = before?.partBytes ?? [];
      const row: ChunkRow = {
        model,
        path,
        index,
        partBytes: [...partBytes, part.bytes.size],
        source: part.source,
        etag: part.etag,
        ...(part.sha256 === undefined ? {} : { sha256: part.sha256 }),
      };
      const chunks = transaction.objectStore('chunks');
      await settled(
        transaction,
        chunks.put(part.bytes, [model, path, index, partBytes.length]),
        journal.put(row),
      );
      return true;
    },

    async join(row) {
      const { model, path, index, partBytes, sha256 } = row;
      if (partBytes.length < 2 || sha256 === undefined) return row;
      const transaction = database.transaction(['chunkJournal', 'chunks'], 'readwrite', {
        durability: 'relaxed',
      });
      const journal = transaction.objectStore('chunkJournal');
      const chunks = transaction.objectStore('chunks');
      const before = await journal.get([model, path, index]);
      const parts = await chunks.getAll(under(model, path, index));
      const same = before?.sha256 === sha256 && before.partBytes.length === parts.length;
      if (!same || parts.some((part, at) => part.size !== before.partBytes[at]))
        return transaction.done.then(() => before ?? row);
      const joined: ChunkRow = { ...before, partBytes: [storedBytes(before)] };
      await settled(
        transaction,
        chunks.delete(under(model, path, index)),
        chunks.put(new Blob(parts), [model, path, index, 0]),
        journal.put(joined),
      );
      return joined;
    },

    async parts({ model, path, index, partBytes }) {
      const found = await database.getAll('chunks', under(model, path, index));
      const whole = found.length === partBytes.length;
      return partBytes.map((bytes, part) =>
        whole && found[part]?.size === bytes ? found[part] : undefined,
      );
    },

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
      const absent = inState(record, 'absent', atMs, { files: [], usedAt: 0 });
      await settled(
        transaction,
        ...(absent ? [models.put(absent)] : []),
        transaction.objectStore('chunkJournal').delete(under(model)),
        transaction.objectStore('chunks').delete(under(model)),
      );
    },

    async reconcile(model) {
      const transaction = database.transaction(['chunkJournal', 'chunks'], 'readwrite');
      const journal = transaction.objectStore('chunkJournal');
      const chunks = transaction.objectStore('chunks');
      const rows = await journal.getAll(under(model));
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
