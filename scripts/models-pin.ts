import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { modelSchema, type ModelEntry } from '../src/contracts/catalog.ts';
import type { PlannedFile } from '../src/contracts/chunk-store.ts';
import { checkStatus, createHubOrigin } from '../src/model-store/hub-origin.ts';
import type { Origin } from '../src/model-store/origin.ts';
import { pathPattern } from '../src/model-store/plan.ts';
import { createGitOid, createSha256 } from '../src/model-store/sha256.ts';

const MODELS = join(import.meta.dirname, '../models');

/** SHA-256 and length of a small file that the hub keeps without LFS, or of a compiled library. */
async function readOnce(
  origin: Origin,
  model: { id: string; repository: string; revision: string },
  file: PlannedFile,
  signal: AbortSignal,
): Promise<{ sizeBytes: number; sha256: string }> {
  const response = await origin.get(model, file, {}, signal);
  checkStatus(response, Date.now());
  const bytes = new Uint8Array(await response.arrayBuffer());
  const hash = await createSha256();
  hash.update(bytes);
  if (file.gitOid !== undefined) {
    const oid = await createGitOid(bytes.length);
    oid.update(bytes);
    if (oid.digest() !== file.gitOid) throw new Error(`${file.path} is not what the tree says`);
  }
  return { sizeBytes: bytes.length, sha256: hash.digest() };
}

/** The entry with commit, sizes and hashes as its source says them now. Invents nothing. */
async function pinned(entry: ModelEntry, origin: Origin, signal: AbortSignal): Promise<ModelEntry> {
  if (!entry.source) return entry;
  const index = await origin.index(entry, () => true, signal);
  if (!index) return entry;
  const model = { id: entry.id, repository: entry.source.repository, revision: index.revision };
  const files: ModelEntry['files'] = [];
  for (const line of entry.files) {
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
const names = (await readdir(values.models)).filter(
  // Tiers are no model.
  (name) => name.endsWith('.json') && name !== 'tiers.json',
);
for (const name of names) {
  const id = name.replace(/\.json$/, '');
  if (positionals.length > 0 && !positionals.includes(id)) continue;
  const file = join(values.models, name);
  const entry = v.parse(modelSchema, JSON.parse(await readFile(file, 'utf8')));
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
