import { CHUNK_BYTES, doneBytes } from '../../../src/model-store/chunk-grid.ts';
import { openBrowserModels } from '../../../src/model-store/browser-models.ts';
import { createIndexedDbChunks } from '../../../src/model-store/kept/indexed-db-chunks.ts';
import type { ModelStore } from '../../../src/model-store/model-store.ts';
import type { OriginSpec } from '../../../src/model-store/sources/origin.ts';
import { createSha256 } from '../../../src/model-store/transfer/sha256.ts';
import { openDatabase } from '../../../src/storage/database.ts';
import { syntheticEntry } from '../synthetic-entry.ts';

/** What a test asks of the page. */
export interface StorePage {
  readonly store: ModelStore;
  /** Bytes the journal knew of before this page did anything. */
  readonly storedAtStart: number;
  stored(): Promise<number>;
  hashes(): Promise<Record<string, string>>;
  state(): Promise<string | undefined>;
  corrupt(path: string, index: number, part: number): Promise<void>;
}

declare global {
  interface Window {
    page?: StorePage;
    pageError?: string;
  }
}

const query = new URLSearchParams(location.search);
const chunkBytes = Number(query.get('chunk') ?? CHUNK_BYTES);
const never = new AbortController().signal;

async function open(): Promise<StorePage> {
  const database = await openDatabase();
  const chunks = createIndexedDbChunks(database);
  const stored = async () => doneBytes(await chunks.rows(syntheticEntry.id));
  const storedAtStart = await stored();
  const companion: OriginSpec = { kind: 'companion', name: 'companion', baseUrl: location.origin };
  const hub: OriginSpec = {
    kind: 'hub',
    name: 'hub',
    baseUrl: query.get('hub') ?? location.origin,
  };
  const origins = query.has('hub') ? [hub] : [companion];
  const store = openBrowserModels({
    database,
    catalog: [syntheticEntry],
    origins: () => origins,
    chunkBytes,
  });
  return {
    store,
    storedAtStart,
    stored,
    state: async () => (await chunks.record(syntheticEntry.id))?.state,
    async hashes() {
      const found: Record<string, string> = {};
      const files = await store.stored.files(syntheticEntry.id);
      for (const path of files.paths) {
        const hasher = await createSha256();
        hasher.update(await files.bytes(path, 0, Infinity));
        found[path] = hasher.digest();
      }
      return found;
    },
    async corrupt(path, index, part) {
      const key: [string, string, number, number] = [syntheticEntry.id, path, index, part];
      const bytes = new Uint8Array((await database.get('chunks', key)) as ArrayBuffer);
      bytes[100] = (bytes[100] ?? 0) ^ 1;
      await database.put('chunks', bytes.buffer, key);
    },
  };
}

open().then(
  async (page) => {
    window.page = page;
    if (query.has('get')) await page.store.get(syntheticEntry.id, 'q8', {}, never);
  },
  (error: unknown) => (window.pageError = String(error)),
);
