import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listFiles } from '../../server/static/list-files.ts';
import type { PlannedFile } from '../../src/contracts/chunk-store.ts';
import type { Origin } from '../../src/model-store/sources/origin.ts';
import { createSha256 } from '../../src/model-store/transfer/sha256.ts';

async function sha256Of(file: string, signal: AbortSignal): Promise<string> {
  const hash = await createSha256();
  for await (const piece of createReadStream(file, { signal })) hash.update(piece as Buffer);
  return hash.digest();
}

/**
 * A folder with one folder per model, as `MODELS_DIR` is. Only files whose hash the catalog pins
 * are read to their end: nothing is compared with the others.
 */
export function createFolderOrigin(folder: string): Origin {
  return {
    name: 'folder',
    ifRange: false,
    async index(entry, wanted, signal) {
      const listed = await listFiles(join(folder, entry.id));
      if (listed.length === 0) return undefined;
      const pinned = new Set(entry.files.flatMap(({ path, sha256 }) => (sha256 ? [path] : [])));
      const files: PlannedFile[] = [];
      for (const { path, file, sizeBytes } of listed) {
        if (!wanted(path)) continue;
        const sha256 = pinned.has(path) ? await sha256Of(file, signal) : undefined;
        files.push({ path, sizeBytes, ...(sha256 === undefined ? {} : { sha256 }) });
      }
      return { revision: '', files };
    },
    async get({ id }, { path }) {
      const bytes = await readFile(join(folder, id, path)).catch(() => null);
      return new Response(bytes, { status: bytes ? 200 : 404 });
    },
  };
}
