import type { ChunkStore } from '../../contracts/chunk-store.ts';
import { gaps } from '../chunk-grid.ts';
import { afterCrash } from '../model-state.ts';

/**
 * Makes journal, chunks and records agree again after a crash: orphaned parts go, rows without
 * parts go, work nobody does any more is paused, and a ready model with a hole is `damaged`.
 * Only for whoever holds the lock. Returns the ids of downloads that were cut off.
 */
export async function reconcileStore(chunks: ChunkStore, now: () => number): Promise<string[]> {
  const cutOff: string[] = [];
  for (const { id } of await chunks.records()) {
    try {
      if (await reconcileModel(chunks, id, now)) cutOff.push(id);
    } catch {
      // One model whose rows cannot be read or written is no reason to leave the others as they are.
    }
  }
  return cutOff;
}

/** True for a download that was cut off. */
async function reconcileModel(chunks: ChunkStore, id: string, now: () => number): Promise<boolean> {
  const lost = await chunks.reconcile(id);
  const record = await chunks.update(id, (before) => before && afterCrash(before, now()));
  if (record?.state === 'ready') {
    const holes = gaps(record, await chunks.rows(id)).map(({ file, index }) => ({
      path: file.path,
      index,
    }));
    if (lost.length > 0 || holes.length > 0) await chunks.damage(id, holes, 'model-damaged', now());
  }
  return record?.state === 'paused' && record.problem === 'model-interrupted';
}
