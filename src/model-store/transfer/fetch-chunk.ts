import type { ChunkRow, ChunkStore, PlannedFile } from '../../contracts/chunk-store.ts';
import { chunkSize, storedBytes } from '../chunk-grid.ts';
import { checkResponse } from '../sources/check-response.ts';
import type { Origin, OriginModel } from '../sources/origin.ts';
import { createPartWriter, partBytes } from './part-writer.ts';
import { createSha256, type Hasher } from './sha256.ts';
import { SourceError } from '../sources/source-error.ts';
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

/** What is kept of a chunk, hashed; undefined where a part of it is gone. */
async function readKept(
  chunks: ChunkStore,
  row: ChunkRow,
): Promise<{ hasher: Hasher; have: number } | undefined> {
  const parts = await chunks.parts(row);
  const hasher = await createSha256();
  for (const part of parts) {
    if (!part) return undefined;
    hasher.update(part);
  }
  return { hasher, have: storedBytes(row) };
}

/** Whether the right file can be told from any other by what is known of it. */
export function isKnown({ sha256, gitOid }: PlannedFile): boolean {
  return sha256 !== undefined || gitOid !== undefined;
}

/**
 * Fetches what is missing of one chunk from one origin, keeping it part by part, so that a kill
 * loses at most one part per running request. Also keeps what came when the connection breaks or
 * somebody pauses. What is kept belongs to the file, not to who gave it: where the right file is
 * known by its hash, any origin goes on with it; elsewhere only who began it, and another one's bytes
 * take its place once they are there. Throws `SourceError`, the signal's reason, or what the chunk
 * store throws.
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
  const goesOn = row && (isKnown(file) || row.source === origin.name || !row.etag);
  const kept = goesOn ? await readKept(chunks, row) : undefined;
  let hasher = kept?.hasher ?? (await createSha256());
  let have = kept?.have ?? 0;
  let replaced = row;
  const write = async (
    offset: number,
    bytes: Uint8Array<ArrayBuffer>,
    etag: string,
    sha256: string | undefined,
  ) => {
    if (offset === 0 && replaced) {
      await chunks.drop(model.id, file.path, index);
      deps.onLost(storedBytes(replaced));
      replaced = undefined;
    }
    const { id } = model;
    const part = { model: id, path: file.path, index, offset, bytes, source: origin.name, etag };
    return chunks.addPart({ ...part, ...(sha256 === undefined ? {} : { sha256 }) });
  };
  if (size === 0) {
    await write(0, new Uint8Array(), '', hasher.digest());
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
        if (cause instanceof SourceError) throw cause;
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
    const before = have;
    if (startsAt !== asked.from) {
      have = 0;
      hasher = await createSha256();
    }
    const part = partBytes(chunkBytes);
    const writer = createPartWriter(have, size, part, hasher, deps.now, (offset, bytes, sha256) =>
      write(offset, bytes, etag, sha256),
    );
    await pump(response, writer, before, stall, deps, signal);
    return { etag };
  } finally {
    stall.stop();
  }
}

async function pump(
  response: Response,
  writer: ReturnType<typeof createPartWriter>,
  before: number,
  stall: ReturnType<typeof watchForStall>,
  deps: FetchDeps,
  signal: AbortSignal,
): Promise<void> {
  const reader = response.body?.getReader();
  if (!reader) throw new SourceError('refused', 'An empty answer.');
  let broken: unknown;
  try {
    for (;;) {
      let piece;
      try {
        piece = await stall.guard(reader.read());
      } catch (cause) {
        broken = cause;
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
  if (writer.whole()) return;
  const headway = writer.reached() > before;
  const message = broken === undefined ? 'The answer ended too early.' : 'The connection broke.';
  throw new SourceError('unreachable', message, { cause: broken, headway });
}
