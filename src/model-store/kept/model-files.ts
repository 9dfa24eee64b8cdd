import type { ChunkStore, ModelRecord } from '../../contracts/chunk-store.ts';
import { slicesOf } from '../chunk-grid.ts';
import { letGo, StoredResponse, type Pieces } from './stored-response.ts';
import { storeError } from '../store-error.ts';

/** The files of one ready model. Nothing here reads bytes before somebody asks for them. */
export interface ModelFiles {
  readonly record: ModelRecord;
  readonly paths: readonly string[];
  has(path: string): boolean;
  /** Undefined for a file the model does not have. */
  sizeBytes(path: string): number | undefined;
  /**
   * A file as one Blob, read chunk by chunk: what the browser holds of a Blob it may put on its disk.
   * Undefined for a file the model does not have; throws `model-damaged` when it cannot be read.
   */
  blob(path: string): Promise<Blob | undefined>;
  /** Bytes `from` to `to` (exclusive) in one buffer. Throws `model-damaged` when they cannot be read. */
  bytes(path: string, from: number, to: number): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * A whole file for engines that copy what they read at once; its bytes are read with its body.
   * Undefined for a file the model does not have.
   */
  open(path: string): StoredResponse | undefined;
}

/** Opens a model for reading. Throws `model-not-ready` in every state but `ready`. */
export async function openModelFiles(chunks: ChunkStore, id: string): Promise<ModelFiles> {
  const [record, journal] = await Promise.all([chunks.record(id), chunks.rows(id)]);
  if (record?.state !== 'ready') throw storeError('model-not-ready', { model: id });
  const { chunkBytes, pins } = record;
  const rows = new Map(journal.map((row) => [`${row.path}\n${row.index}`, row]));
  const files = new Map(record.files.map((file) => [file.path, file]));
  const damaged = (cause?: unknown) =>
    storeError('model-damaged', { model: id, badChunks: 1 }, cause);

  /** Pieces of parts as they lie there; never more than one chunk is in memory. */
  async function* pieces(path: string, from: number, to: number): Pieces {
    for (const slice of slicesOf(from, to, chunkBytes)) {
      const row = rows.get(`${path}\n${slice.index}`);
      const parts = row ? await chunks.parts(row) : [undefined];
      let at = 0;
      for (const part of parts) {
        if (!part) throw damaged();
        const start = at;
        // Read before it is given away: whoever has it may let it go.
        at += part.length;
        const first = Math.max(slice.from, start);
        const last = Math.min(slice.to, at);
        if (first < last) yield part.subarray(first - start, last - start);
      }
      if (at < slice.to) throw damaged();
    }
  }

  const sizeBytes = (path: string) => files.get(path)?.sizeBytes;

  async function bytes(path: string, from: number, to: number) {
    const end = Math.min(to, sizeBytes(path) ?? 0);
    const whole = new Uint8Array(Math.max(0, end - from));
    let at = 0;
    for await (const piece of pieces(path, from, end)) {
      whole.set(piece, at);
      at += piece.length;
      letGo(piece);
    }
    return whole;
  }

  function headers(path: string, length: number): Headers {
    const sha256 = files.get(path)?.sha256 ?? pins[path];
    return new Headers({
      'accept-ranges': 'bytes',
      'content-type': path.endsWith('.json') ? 'application/json' : 'application/octet-stream',
      'content-length': String(length),
      ...(sha256 && { etag: `"${sha256}"` }),
    });
  }

  function open(path: string): StoredResponse | undefined {
    const size = sizeBytes(path);
    if (size === undefined) return undefined;
    return new StoredResponse(
      () => pieces(path, 0, size),
      () => bytes(path, 0, size),
      headers(path, size),
    );
  }

  return {
    record,
    paths: [...files.keys()],
    has: (path) => files.has(path),
    sizeBytes,
    bytes,
    open,
    async blob(path) {
      const size = sizeBytes(path);
      if (size === undefined) return undefined;
      const blobs: Blob[] = [];
      for await (const piece of pieces(path, 0, size)) {
        blobs.push(new Blob([piece]));
        letGo(piece);
      }
      return new Blob(blobs);
    },
  };
}
