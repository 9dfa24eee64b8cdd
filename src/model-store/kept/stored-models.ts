import type { ChunkStore, ModelRecord } from '../../contracts/chunk-store.ts';
import { openModelFiles, type ModelFiles } from './model-files.ts';
import { storeError } from '../store-error.ts';
import type { WeightsSource } from '../weights-source.ts';

/** What engines see of the store: ready models, and nothing else. No method uses the network. */
export interface StoredModels extends WeightsSource {
  /** Throws `model-not-ready`. Notes that the model was used now. */
  files(id: string): Promise<ModelFiles>;
  /** Ids of all ready models. */
  ready(): Promise<readonly string[]>;
}

/**
 * The note about the last use is a write that waits for the disk, and every look at a record would
 * wait behind it: it is made once the engine has loaded.
 */
const NOTE_AFTER_MS = 2000;

/** The reading half of the store; works in pages and in workers alike. */
export function createStoredModels(
  chunks: ChunkStore,
  now: () => number,
  later: (run: () => void) => void = (run) => void setTimeout(run, NOTE_AFTER_MS),
): StoredModels {
  // One reading of the journal per model: loading asks for many files in a row. The record is
  // looked at every time, so that a deleted model is gone at once.
  const opened = new Map<string, Promise<ModelFiles>>();
  const looks = new Map<string, Promise<ModelRecord | undefined>>();

  /** Whoever asks at the same time shares one look. */
  function look(id: string): Promise<ModelRecord | undefined> {
    const running = looks.get(id);
    if (running) return running;
    const started = chunks.record(id).finally(() => looks.delete(id));
    looks.set(id, started);
    return started;
  }

  function noteUse(id: string): void {
    const usedAt = now();
    const write = () => chunks.update(id, (before) => before && { ...before, usedAt });
    // A page that goes away meanwhile has lost nothing but this.
    later(() => void write().catch(() => undefined));
  }

  async function readyFiles(id: string): Promise<ModelFiles | undefined> {
    const record = await look(id);
    if (record?.state !== 'ready') return undefined;
    const known = await opened.get(id)?.catch(() => undefined);
    if (known && record.changedAt === known.record.changedAt) return known;
    const found = openModelFiles(chunks, id);
    opened.set(id, found);
    noteUse(id);
    return found;
  }

  return {
    async files(id) {
      const found = await readyFiles(id);
      if (!found) throw storeError('model-not-ready', { model: id });
      return found;
    },
    ready: async () =>
      (await chunks.records()).filter(({ state }) => state === 'ready').map(({ id }) => id),
    async has(id, paths) {
      const record = await look(id);
      if (record?.state !== 'ready') return false;
      const present = new Set(record.files.map(({ path }) => path));
      return paths.every((path) => present.has(path));
    },
    async open(id, path, signal) {
      signal.throwIfAborted();
      const files = await readyFiles(id);
      return files?.open(path) ?? new Response(null, { status: 404 });
    },
  };
}
