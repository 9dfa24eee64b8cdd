import type { ChunkStore } from '../contracts/chunk-store.ts';
import { openModelFiles, type ModelFiles } from './model-files.ts';
import type { WeightsSource } from './weights-source.ts';

/** What engines see of the store: ready models, and nothing else. No method uses the network. */
export interface StoredModels extends WeightsSource {
  /** Throws `model-not-ready`. Notes that the model was used now. */
  files(id: string): Promise<ModelFiles>;
  /** Ids of all ready models. */
  ready(): Promise<readonly string[]>;
}

/** The reading half of the store; works in pages and in workers alike. */
export function createStoredModels(chunks: ChunkStore, now: () => number): StoredModels {
  // One reading of the journal per model: loading asks for many files in a row. The record is
  // looked at every time, so that a deleted model is gone at once.
  const opened = new Map<string, ModelFiles>();

  async function files(id: string): Promise<ModelFiles> {
    const known = opened.get(id);
    const record = await chunks.record(id);
    if (known && record?.state === 'ready' && record.changedAt === known.record.changedAt)
      return known;
    const found = await openModelFiles(chunks, id);
    opened.set(id, found);
    await chunks.update(id, (before) => before && { ...before, usedAt: now() });
    return found;
  }

  return {
    files,
    ready: async () =>
      (await chunks.records()).filter(({ state }) => state === 'ready').map(({ id }) => id),
    async has(id, paths) {
      const record = await chunks.record(id);
      if (record?.state !== 'ready') return false;
      const present = new Set(record.files.map(({ path }) => path));
      return paths.every((path) => present.has(path));
    },
    async open(id, path, signal) {
      signal.throwIfAborted();
      if (!(await this.has(id, [path], signal))) return new Response(null, { status: 404 });
      return (await files(id)).response(path, null);
    },
  };
}
