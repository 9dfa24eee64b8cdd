import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { modelSchema, type ModelEntry } from '../../src/contracts/catalog.ts';

/** An entry and the file that holds it. */
export interface CatalogEntry {
  readonly file: string;
  readonly entry: ModelEntry;
}

/** The models of a folder of entries, by id; only those of `ids` where any are named. */
export async function readCatalog(
  folder: string,
  ids: readonly string[] = [],
): Promise<CatalogEntry[]> {
  // Tiers are no model.
  const names = (await readdir(folder)).filter(
    (name) => name.endsWith('.json') && name !== 'tiers.json',
  );
  const found: CatalogEntry[] = [];
  for (const name of names.sort()) {
    if (ids.length > 0 && !ids.includes(name.replace(/\.json$/, ''))) continue;
    const file = join(folder, name);
    found.push({ file, entry: v.parse(modelSchema, JSON.parse(await readFile(file, 'utf8'))) });
  }
  return found;
}

/** Names of the variants that come with Parley: no hub has their files. */
export const bundledVariants = ({ variants }: ModelEntry): string[] =>
  variants.flatMap(({ name, bundled }) => (bundled ? [name] : []));
