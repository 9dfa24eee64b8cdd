import type { ChunkRow, ChunkStore } from '../../contracts/chunk-store.ts';

/** As many as a fast line leaves: writing them anew would take longer than the first loads save. */
const FEW = 8;

/**
 * Makes one part of the many parts of a whole chunk. Small parts keep what a kill loses small, and
 * are read at two thirds of the speed of large ones; a model is fetched once and read often. The
 * copies are not trusted: whoever calls this reads and hashes them afterwards.
 */
export async function joinParts(
  chunks: ChunkStore,
  rows: readonly ChunkRow[],
  signal: AbortSignal,
): Promise<void> {
  for (const row of rows) {
    signal.throwIfAborted();
    if (row.partBytes.length <= FEW) continue;
    try {
      await chunks.join(row);
    } catch {
      // A disk without room for one more chunk: everything is read as it is, only slower.
      return;
    }
  }
}
