import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ModelEntry } from '../src/contracts/catalog.ts';
import type { PlannedFile } from '../src/contracts/chunk-store.ts';
import { createHubOrigin } from '../src/model-store/sources/hub-origin.ts';
import type { Origin } from '../src/model-store/sources/origin.ts';
import { pathPattern } from '../src/model-store/plan.ts';
import { bundledVariants, readCatalog } from './catalog/read-catalog.ts';
import { readOnce } from './catalog/read-once.ts';

const MODELS = join(import.meta.dirname, '../models');

/** The entry with commit, sizes and hashes as its source says them now. Invents nothing. */
async function pinned(entry: ModelEntry, origin: Origin, signal: AbortSignal): Promise<ModelEntry> {
  if (!entry.source) return entry;
  // A hub is asked for all of it, whatever variant is meant.
  const [{ name = '' } = {}] = entry.variants;
  const index = await origin.index(entry, () => true, signal, name);
  if (!index) return entry;
  const model = { id: entry.id, repository: entry.source.repository, revision: index.revision };
  const files: ModelEntry['files'] = [];
  const bundled = bundledVariants(entry);
  for (const line of entry.files) {
    // What comes with Parley is pinned by its own list.
    if (line.variants?.every((name) => bundled.includes(name))) {
      files.push(line);
      continue;
    }
    const found: PlannedFile[] = line.url
      ? [{ path: line.path, sizeBytes: 0, url: line.url }]
      : index.files.filter(({ path }) => pathPattern(line.path).test(path));
    if (found.length === 0 && !line.optional)
      throw new Error(`${entry.id}: ${line.path} is not in ${entry.source.repository}`);
    for (const file of found) {
      const known =
        file.sha256 === undefined
          ? await readOnce(origin, model, file, signal)
          : { sizeBytes: file.sizeBytes, sha256: file.sha256 };
      const next = { ...line, path: file.path, ...known };
      delete next.optional;
      files.push(next);
    }
  }
  return { ...entry, source: { ...entry.source, revision: index.revision }, files };
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    hub: { type: 'string', default: 'https://huggingface.co' },
    models: { type: 'string', default: MODELS },
  },
});
const origin = createHubOrigin(
  { name: 'hub', baseUrl: values.hub.replace(/\/+$/, '') },
  (url, init) => fetch(url, init),
  Date.now,
);
for (const { file, entry } of await readCatalog(values.models, positionals)) {
  const { id } = entry;
  try {
    const next = await pinned(entry, origin, new AbortController().signal);
    await writeFile(file, `${JSON.stringify(next, null, 2)}\n`);
    console.log(`${id}: ${next.files.filter(({ sha256 }) => sha256).length} files pinned`);
  } catch (error) {
    // One model that moved must not keep the others from being pinned.
    console.error(`${id}: ${(error as Error).message}`);
    process.exitCode = 1;
  }
}
