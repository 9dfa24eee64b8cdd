import type { ChunkStore, ModelRecord } from '../contracts/chunk-store.ts';
import { slicesOf, storedBytes, type ChunkSlice } from './chunk-grid.ts';
import { blobResponse } from './blob-response.ts';
import { storeError } from './store-error.ts';

/** The files of one ready model. Nothing here reads bytes before somebody asks for them. */
export interface ModelFiles {
  readonly record: ModelRecord;
  readonly paths: readonly string[];
  has(path: string): boolean;
  /**
   * A file as one Blob, made of handles to the stored parts: no byte is in memory until it is
   * sliced, streamed or read. Undefined for a file the model does not have.
   */
  blob(path: string): Promise<Blob | undefined>;
  /** Bytes `from` to `to` (exclusive). Throws `model-damaged` when they cannot be read. */
  bytes(path: string, from: number, to: number): Promise<Uint8Array<ArrayBuffer>>;
  /** The headers of a whole file, as `response` would give them. */
  headers(path: string, sizeBytes: number): Headers;
  /** 200, 206, 416 or 404, as a server would answer. */
  response(path: string, range: string | null): Promise<Response>;
}

/** Opens a model for reading. Throws `model-not-ready` in every state but `ready`. */
export async function openModelFiles(chunks: ChunkStore, id: string): Promise<ModelFiles> {
  const [record, journal] = await Promise.all([chunks.record(id), chunks.rows(id)]);
  if (record?.state !== 'ready') throw storeError('model-not-ready', { model: id });
  const rows = new Map(journal.map((row) => [`${row.path}\n${row.index}`, row]));
  const files = new Map(record.files.map((file) => [file.path, file]));
  const damaged = (cause?: unknown) =>
    storeError('model-damaged', { model: id, badChunks: 1 }, cause);

  // Libraries ask for a file more than once while they load it. Nothing is held for that: a Blob
  // that somebody holds keeps a deleted file on the disk.
  const recent = new Map<string, WeakRef<Blob>>();

  async function slice({ index, from, to }: ChunkSlice, path: string): Promise<readonly Blob[]> {
    const row = rows.get(`${path}\n${index}`);
    const parts = row ? await chunks.parts(row) : [undefined];
    if (!row || !parts.every((part) => part !== undefined)) throw damaged();
    const whole = from === 0 && to === storedBytes(row);
    return whole ? parts : [new Blob([...parts]).slice(from, to)];
  }

  async function piece(path: string, from: number, to: number): Promise<Blob> {
    const slices = slicesOf(from, to, record?.chunkBytes ?? 1);
    const found = await Promise.all(slices.map((each) => slice(each, path)));
    return new Blob(found.flat());
  }

  async function blob(path: string): Promise<Blob | undefined> {
    const file = files.get(path);
    if (!file) return undefined;
    const known = recent.get(path)?.deref();
    if (known) return known;
    const found = await piece(path, 0, file.sizeBytes);
    recent.set(path, new WeakRef(found));
    return found;
  }

  function told(path: string): Record<string, string> {
    const sha256 = files.get(path)?.sha256 ?? record?.pins[path];
    return {
      'content-type': path.endsWith('.json') ? 'application/json' : 'application/octet-stream',
      ...(sha256 && { etag: `"${sha256}"` }),
    };
  }

  return {
    record,
    paths: [...files.keys()],
    has: (path) => files.has(path),
    blob,
    async bytes(path, from, to) {
      const size = files.get(path)?.sizeBytes ?? 0;
      const wanted = await piece(path, from, Math.min(to, size));
      try {
        return new Uint8Array(await wanted.arrayBuffer());
      } catch (cause) {
        throw damaged(cause);
      }
    },
    headers(path, sizeBytes) {
      return new Headers({ ...told(path), 'content-length': String(sizeBytes) });
    },
    async response(path, range) {
      const whole = await blob(path);
      return whole ? blobResponse(whole, range, told(path)) : new Response(null, { status: 404 });
    },
  };
}
