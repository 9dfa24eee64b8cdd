import type { ModelEntry } from '../contracts/catalog.ts';
import { announcedBytes, readWeights } from './read-weights.ts';
import { weightsErrors } from './weights-errors.ts';
import type { WeightsSource } from './weights-source.ts';

/** Counts up when what is kept changes its shape; an older copy is then simply not found. */
const CACHE_NAME = 'parley-weights-1';

/** What of CacheStorage is used here. */
export type CacheStorageLike = Pick<CacheStorage, 'open'>;

/** Bytes of one file: how many are there, and how many it has (0 while unknown). */
export type FileProgress = (path: string, loadedBytes: number, totalBytes: number) => void;

export interface KeptWeightsOptions {
  readonly entry: ModelEntry;
  /** Asked in this order for what is not kept yet. */
  readonly sources: readonly WeightsSource[];
  /** Null where the browser gives none (private windows, plain http): then nothing is kept. */
  readonly caches: CacheStorageLike | null;
  readonly onProgress?: FileProgress;
}

/**
 * One model's files: from the copy on this device, else from the first source that has them, and
 * then kept, whole and checked, so that the next time needs no network. Only files the catalog
 * lists are opened; everything else is a 404 without a request.
 */
export function createKeptWeights(options: KeptWeightsOptions): WeightsSource {
  const { entry, sources, onProgress = () => {} } = options;
  const keyOf = (path: string) => `/models/${encodeURIComponent(entry.id)}/${path}`;

  /** Null when storage is refused; everything then works without a copy. */
  async function openCache(): Promise<Cache | null> {
    try {
      return (await options.caches?.open(CACHE_NAME)) ?? null;
    } catch {
      return null;
    }
  }

  async function fetchChecked(path: string, signal: AbortSignal) {
    const listed = entry.files.find((file) => file.path === path);
    for (const source of sources) {
      const response = await source.open(entry.id, path, signal);
      if (response.status !== 200) continue;
      const total = announcedBytes(response) ?? listed?.sizeBytes ?? 0;
      let loaded = 0;
      const expected = { name: `${entry.id}/${path}`, ...listed };
      return readWeights(response, expected, (bytes) => {
        loaded += bytes;
        onProgress(path, loaded, total);
      });
    }
    throw weightsErrors.missing(`${entry.id}/${path}`);
  }

  return {
    async has(modelId, paths, signal) {
      const cache = await openCache();
      const kept = cache ? await Promise.all(paths.map((path) => cache.match(keyOf(path)))) : [];
      const absent = paths.filter((_, index) => !kept[index]);
      if (modelId !== entry.id) return false;
      if (absent.length === 0) return true;
      for (const source of sources) if (await source.has(modelId, absent, signal)) return true;
      return false;
    },
    async open(modelId, path, signal) {
      const listed = entry.files.some((file) => file.path === path);
      if (modelId !== entry.id || !listed) return new Response(null, { status: 404 });
      const cache = await openCache();
      const kept = await cache?.match(keyOf(path));
      if (kept) {
        const size = announcedBytes(kept) ?? 0;
        onProgress(path, size, size);
        return kept;
      }
      const bytes = await fetchChecked(path, signal);
      const headers = { 'content-length': String(bytes.length) };
      try {
        await cache?.put(keyOf(path), new Response(bytes, { headers }));
      } catch {
        // No room: the lesson goes on with what is in memory, and the next start fetches again.
        return new Response(bytes, { headers });
      }
      // Reading the copy back lets `bytes` go: a large file is not held twice.
      return (await cache?.match(keyOf(path))) ?? new Response(bytes, { headers });
    },
  };
}
