import type {
  ChunkAddress,
  ChunkRow,
  ChunkStore,
  PlannedFile,
} from '../../contracts/chunk-store.ts';
import { chunkCount } from '../chunk-grid.ts';
import { createGitOid, createSha256 } from './sha256.ts';

export type FileCheck =
  | { readonly kind: 'right'; readonly sha256: string }
  /** These chunks cannot be read, or are not what was written. */
  | { readonly kind: 'bad-chunks'; readonly chunks: readonly ChunkAddress[] }
  /** Every chunk is what the source sent, and the file is still not the right one. */
  | { readonly kind: 'wrong-file'; readonly sources: readonly string[] };

/** Reads a whole chunk into its hash; undefined when a part is missing or cannot be read. */
async function hashChunk(
  chunks: ChunkStore,
  row: ChunkRow,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<string | undefined> {
  const hasher = await createSha256();
  try {
    for (const part of await chunks.parts(row)) {
      signal.throwIfAborted();
      if (!part) return undefined;
      hasher.update(part);
      onBytes(part.length);
    }
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
  return hasher.digest();
}

/** Reads chunks back and returns those that are not what the journal says. */
export async function badChunks(
  chunks: ChunkStore,
  rows: readonly ChunkRow[],
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<ChunkAddress[]> {
  const bad: ChunkAddress[] = [];
  for (const row of rows) {
    const found = await hashChunk(chunks, row, onBytes, signal);
    if (found === undefined || found !== row.sha256) bad.push({ path: row.path, index: row.index });
  }
  return bad;
}

/**
 * Reads a file back from the store and checks it: against its SHA-256 or git id where one is known,
 * else chunk by chunk against what arrived. One pass when all is well. Never holds more than a
 * chunk in memory.
 */
export async function verifyFile(
  chunks: ChunkStore,
  model: string,
  file: PlannedFile,
  chunkBytes: number,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<FileCheck> {
  const rows = [...(await chunks.rows(model, file.path))].sort((a, b) => a.index - b.index);
  const missing: ChunkAddress[] = [];
  for (let index = 0; index < chunkCount(file.sizeBytes, chunkBytes); index++)
    if (!rows[index]?.sha256 || rows[index]?.index !== index)
      missing.push({ path: file.path, index });
  if (missing.length > 0) return { kind: 'bad-chunks', chunks: missing };

  const whole = await createSha256();
  const oid = file.gitOid === undefined ? undefined : await createGitOid(file.sizeBytes);
  let readable = true;
  try {
    for (const row of rows)
      for (const part of await chunks.parts(row)) {
        signal.throwIfAborted();
        if (!part) throw new Error('a part is missing');
        whole.update(part);
        oid?.update(part);
        onBytes(part.length);
      }
  } catch {
    signal.throwIfAborted();
    readable = false;
  }
  const sha256 = whole.digest();
  const known = file.sha256 !== undefined || oid !== undefined;
  const right =
    file.sha256 !== undefined ? sha256 === file.sha256 : !oid || oid.digest() === file.gitOid;
  if (readable && right && known) return { kind: 'right', sha256 };
  const bad = await badChunks(chunks, rows, () => undefined, signal);
  if (bad.length > 0) return { kind: 'bad-chunks', chunks: bad };
  if (readable && right) return { kind: 'right', sha256 };
  return {
    kind: 'wrong-file',
    sources: [...new Set(rows.flatMap((row) => [row.source, ...(row.earlier ?? [])]))],
  };
}
