import type { ChunkStore, PlannedFile } from '../contracts/chunk-store.ts';
import { chunkSize, storedBytes } from './chunk-grid.ts';
import { checkResponse } from './check-response.ts';
import type { Origin, OriginModel } from './origin.ts';
import { createPartWriter, partBytes } from './part-writer.ts';
import { createSha256, feed } from './sha256.ts';
import { SourceError } from './source-error.ts';
import { watchForStall, type Timers } from './stall.ts';

export interface ChunkJob {
  readonly model: OriginModel;
  readonly file: PlannedFile;
  readonly index: number;
  readonly chunkBytes: number;
}

export interface FetchDeps {
  readonly chunks: ChunkStore;
  readonly now: () => number;
  readonly timers: Timers;
  /** Called with every number of bytes that arrived. */
  readonly onBytes: (bytes: number) => void;
  /** Called when bytes that were counted before are thrown away. */
  readonly onLost: (bytes: number) => void;
}

/**
 * Fetches what is missing of one chunk from one origin, keeping it part by part, so that a kill
 * loses at most one part per running request. Also keeps what came when the connection breaks or
 * somebody pauses. Throws `SourceError`, the signal's reason, or what the chunk store throws.
 */
export async function fetchChunk(
  job: ChunkJob,
  origin: Origin,
  knownEtag: string | undefined,
  deps: FetchDeps,
  signal: AbortSignal,
): Promise<{ etag: string }> {
  const { file, index, chunkBytes, model } = job;
  const { chunks } = deps;
  const size = chunkSize(file.sizeBytes, chunkBytes, index);
  const start = index * chunkBytes;
  const row = (await chunks.rows(model.id, file.path)).find((each) => each.index === index);
  if (row?.sha256) return { etag: row.etag };
  let hasher = await createSha256();
  let have = 0;
  // Bytes of two sources are never mixed inside one chunk: each must stand for its own.
  if (row && (row.source === origin.name || !row.etag)) {
    const parts = await chunks.parts(row);
    if (parts.every((part) => part !== undefined)) {
      for (const part of parts) await feed(hasher, part);
      have = storedBytes(row);
    }
  }
  if (row && have === 0) {
    await chunks.drop(model.id, file.path, index);
    deps.onLost(storedBytes(row));
  }
  const write = async (offset: number, bytes: Blob, etag: string, sha256: string | undefined) => {
    const { id } = model;
    const part = { model: id, path: file.path, index, offset, bytes, source: origin.name, etag };
    try {
      return await chunks.addPart({ ...part, ...(sha256 === undefined ? {} : { sha256 }) });
    } catch (cause) {
      // Chromium refuses Blobs while too many wait for the garbage collector; that passes.
      if (cause instanceof DOMException && cause.name === 'DataError')
        throw new SourceError('unreachable', 'The browser had no room for a part.', { cause });
      throw cause;
    }
  };
  if (size === 0) {
    await write(0, new Blob([]), '', hasher.digest());
    return { etag: '' };
  }
  const asked = { file, from: start + have, to: start + size, etag: knownEtag };
  const headers: Record<string, string> = { Range: `bytes=${asked.from}-${asked.to - 1}` };
  if (origin.ifRange && knownEtag) headers['If-Range'] = knownEtag;
  const stall = watchForStall(deps.timers, signal);
  try {
    const response = await stall.guard(
      origin.get(model, file, headers, stall.signal).catch((cause: unknown) => {
        signal.throwIfAborted();
        throw new SourceError('unreachable', 'No answer.', { cause });
      }),
    );
    let checked;
    try {
      checked = checkResponse(response, asked, deps.now());
    } catch (error) {
      void response.body?.cancel().catch(() => undefined);
      throw error;
    }
    const { etag, startsAt } = checked;
    if (startsAt !== asked.from) {
      await chunks.drop(model.id, file.path, index);
      deps.onLost(have);
      have = 0;
      hasher = await createSha256();
    }
    const part = partBytes(chunkBytes);
    const writer = createPartWriter(have, size, part, hasher, deps.now, (offset, bytes, sha256) =>
      write(offset, bytes, etag, sha256),
    );
    await pump(response, writer, stall, deps, signal);
    return { etag };
  } finally {
    stall.stop();
  }
}

async function pump(
  response: Response,
  writer: ReturnType<typeof createPartWriter>,
  stall: ReturnType<typeof watchForStall>,
  deps: FetchDeps,
  signal: AbortSignal,
): Promise<void> {
  const reader = response.body?.getReader();
  if (!reader) throw new SourceError('refused', 'An empty answer.');
  let broken: SourceError | undefined;
  try {
    for (;;) {
      let piece;
      try {
        piece = await stall.guard(reader.read());
      } catch (cause) {
        broken = new SourceError('unreachable', 'The connection broke.', { cause });
        break;
      }
      if (piece.done) break;
      stall.alive();
      deps.onBytes(piece.value.length);
      await writer.add(piece.value);
    }
    await writer.close();
  } finally {
    void reader.cancel().catch(() => undefined);
  }
  signal.throwIfAborted();
  if (broken) throw broken;
  if (!writer.whole()) throw new SourceError('unreachable', 'The answer ended too early.');
}
