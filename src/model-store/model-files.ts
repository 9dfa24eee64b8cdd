import type { ChunkStore, ModelRecord } from '../contracts/chunk-store.ts';
import { slicesOf } from './chunk-grid.ts';
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
  const record = await chunks.record(id);
  if (record?.state !== 'ready') throw storeError('model-not-ready', { model: id });
  const rows = new Map((await chunks.rows(id)).map((row) => [`${row.path}\n${row.index}`, row]));
  const files = new Map(record.files.map((file) => [file.path, file]));
  const damaged = (cause?: unknown) =>
    storeError('model-damaged', { model: id, badChunks: 1 }, cause);

  async function piece(path: string, from: number, to: number): Promise<Blob> {
    const pieces: Blob[] = [];
    for (const slice of slicesOf(from, to, record?.chunkBytes ?? 1)) {
      const row = rows.get(`${path}\n${slice.index}`);
      if (!row) throw damaged();
      const parts = await chunks.parts(row);
      if (!parts.every((part) => part !== undefined)) throw damaged();
      const whole = slice.from === 0 && slice.to === row.partBytes.reduce((a, b) => a + b, 0);
      if (whole) pieces.push(...parts);
      else pieces.push(new Blob([...parts]).slice(slice.from, slice.to));
    }
    return new Blob(pieces);
  }

  async function blob(path: string): Promise<Blob | undefined> {
    const file = files.get(path);
    return file && piece(path, 0, file.sizeBytes);
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
