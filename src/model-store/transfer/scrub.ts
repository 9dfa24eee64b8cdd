import type { ChunkStore } from '../../contracts/chunk-store.ts';
import { badChunks } from './verify.ts';
import { chunkCount } from '../chunk-grid.ts';

/** Chunks that were read back, and how many of them were damaged. */
export interface Scrubbed {
  readonly badChunks: number;
  readonly ofChunks: number;
}

/**
 * Reads a ready model back, chunk by chunk, and compares every hash. What does not pass is marked,
 * exactly that, and the model becomes `damaged` until it is mended. Returns the number of bad
 * chunks; `onBytes` is told what was read.
 */
export async function scrubModel(
  chunks: ChunkStore,
  id: string,
  now: () => number,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<Scrubbed> {
  const record = await chunks.record(id);
  if (record?.state !== 'ready') return { badChunks: record?.badChunks ?? 0, ofChunks: 0 };
  const bad = await badChunks(chunks, await chunks.rows(id), onBytes, signal);
  const ofChunks = record.files.reduce(
    (sum, file) => sum + chunkCount(file.sizeBytes, record.chunkBytes),
    0,
  );
  if (bad.length > 0) await chunks.damage(id, bad, 'model-damaged', now());
  return { badChunks: bad.length, ofChunks };
}
