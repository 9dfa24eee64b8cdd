import { createIndexedDbChunks } from '../../../src/model-store/kept/indexed-db-chunks.ts';
import { joinParts } from '../../../src/model-store/transfer/join-parts.ts';
import { openModelFiles } from '../../../src/model-store/kept/model-files.ts';
import { openDatabase } from '../../../src/storage/database.ts';

/** What of a worker's world is used here; the tests' types know the page only. */
const worker = self as unknown as {
  postMessage(message: unknown): void;
  addEventListener(kind: 'message', heard: (event: MessageEvent) => void): void;
};
interface SyncHandle {
  write(bytes: Uint8Array, options: { at: number }): number;
  read(bytes: Uint8Array, options: { at: number }): number;
  flush(): void;
  close(): void;
}

const MIB = 1024 * 1024;
/** Incompressible, and never the same twice in a row. */
const pool = new Uint8Array(32 * MIB);
for (let at = 0; at < pool.length; at += 65_536)
  crypto.getRandomValues(pool.subarray(at, at + 65_536));
const piece = (index: number, bytes: number) =>
  pool.slice(
    (index * 4096) % (pool.length - bytes),
    ((index * 4096) % (pool.length - bytes)) + bytes,
  );

interface Speed {
  readonly writeMbS: number;
  readonly readMbS: number;
}

/** Reads one word of every page, so that nothing stays promised. */
function touch(buffer: ArrayBuffer): number {
  const words = new Uint32Array(buffer);
  let sum = 0;
  for (let at = 0; at < words.length; at += 1024) sum ^= words[at] ?? 0;
  return sum;
}

async function timed(
  totalBytes: number,
  write: () => Promise<void>,
  read: () => Promise<void>,
): Promise<Speed> {
  let from = performance.now();
  await write();
  const writeMs = performance.now() - from;
  from = performance.now();
  await read();
  const readMs = performance.now() - from;
  const rate = (ms: number) => Math.round(totalBytes / ms / 1000);
  return { writeMbS: rate(writeMs), readMbS: rate(readMs) };
}

/**
 * The store as the downloader uses it: parts of an eighth of a chunk, four lanes. `joined`: also
 * what is done before a model becomes ready, so that writing counts every byte twice.
 */
async function inDatabase(totalMib: number, chunkMib: number, joined: boolean): Promise<Speed> {
  const database = await openDatabase({}, 'bench');
  const chunks = createIndexedDbChunks(database);
  const chunkBytes = chunkMib * MIB;
  const sizeBytes = totalMib * MIB;
  const id = 'bench';
  const count = totalMib / chunkMib;
  const part = chunkBytes / 8;
  const file = { path: 'f', sizeBytes };
  await chunks.update(id, () => ({
    id,
    state: 'ready',
    variant: '',
    revision: '',
    files: [file],
    chunkBytes,
    pins: {},
    changedAt: 0,
    usedAt: 0,
  }));
  const speed = await timed(
    sizeBytes,
    async () => {
      let next = 0;
      const lane = async () => {
        for (let index = next++; index < count; index = next++)
          for (let offset = 0; offset < chunkBytes; offset += part)
            await chunks.addPart({
              model: id,
              path: 'f',
              index,
              offset,
              bytes: piece(index + offset, part),
              source: '',
              etag: '',
              ...(offset + part === chunkBytes ? { sha256: 'x' } : {}),
            });
      };
      await Promise.all([lane(), lane(), lane(), lane()]);
      if (joined) await joinParts(chunks, await chunks.rows(id), new AbortController().signal);
    },
    async () => {
      const files = await openModelFiles(chunks, id);
      for (let index = 0; index < count; index++) {
        const bytes = await files.bytes('f', index * chunkBytes, (index + 1) * chunkBytes);
        touch(bytes.buffer);
      }
    },
  );
  await chunks.remove(id, 0);
  database.close();
  return speed;
}

async function cacheApi(totalMib: number, pieceMib: number): Promise<Speed> {
  await caches.delete('bench');
  const cache = await caches.open('bench');
  const count = totalMib / pieceMib;
  const speed = await timed(
    totalMib * MIB,
    async () => {
      for (let index = 0; index < count; index++)
        await cache.put(`/bench/${index}`, new Response(piece(index, pieceMib * MIB)));
    },
    async () => {
      for (let index = 0; index < count; index++)
        touch((await (await cache.match(`/bench/${index}`))?.arrayBuffer()) ?? new ArrayBuffer(0));
    },
  );
  await caches.delete('bench');
  return speed;
}

async function opfs(totalMib: number, pieceMib: number): Promise<Speed> {
  const root = await navigator.storage.getDirectory();
  const handle = await root.getFileHandle('bench', { create: true });
  const access = await (
    handle as unknown as { createSyncAccessHandle(): Promise<SyncHandle> }
  ).createSyncAccessHandle();
  const count = totalMib / pieceMib;
  const into = new Uint8Array(pieceMib * MIB);
  const speed = await timed(
    totalMib * MIB,
    () => {
      for (let index = 0; index < count; index++)
        access.write(piece(index, into.length), { at: index * into.length });
      access.flush();
      return Promise.resolve();
    },
    () => {
      for (let index = 0; index < count; index++) {
        access.read(into, { at: index * into.length });
        touch(into.buffer);
      }
      return Promise.resolve();
    },
  );
  access.close();
  await root.removeEntry('bench');
  return speed;
}

/** OPFS as a page or a Response can have it; the handles above are for workers only. */
async function opfsFile(totalMib: number, pieceMib: number): Promise<Speed> {
  const root = await navigator.storage.getDirectory();
  const handle = await root.getFileHandle('bench-file', { create: true });
  const bytes = pieceMib * MIB;
  const speed = await timed(
    totalMib * MIB,
    async () => {
      const writable = await handle.createWritable();
      for (let at = 0; at < totalMib; at += pieceMib)
        await writable.write(piece(at / pieceMib, bytes));
      await writable.close();
    },
    async () => {
      const file = await handle.getFile();
      for (let at = 0; at < file.size; at += bytes)
        touch(await file.slice(at, at + bytes).arrayBuffer());
    },
  );
  await root.removeEntry('bench-file');
  return speed;
}

const store = (total: number, chunk: number) => inDatabase(total, chunk, true);
const parts = (total: number, chunk: number) => inDatabase(total, chunk, false);
const kinds = { store, parts, cacheApi, opfs, opfsFile };

worker.addEventListener(
  'message',
  ({ data }: MessageEvent<[keyof typeof kinds, number, number]>) => {
    const [kind, totalMib, pieceMib] = data;
    kinds[kind](totalMib, pieceMib).then(
      (speed) => worker.postMessage(speed),
      (error: unknown) => worker.postMessage({ error: String(error) }),
    );
  },
);
