import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { MODEL_ID, modelSchema, type ModelEntry } from '../../src/contracts/catalog.ts';

/** The entry of a model in the catalog; undefined for a name that no model has. */
export async function readCatalogEntry(
  catalogDir: string,
  id: string,
): Promise<ModelEntry | undefined> {
  if (!MODEL_ID.test(id)) return undefined;
  const text = await readFile(join(catalogDir, `${id}.json`), 'utf8').catch(() => undefined);
  const entry = text === undefined ? undefined : v.safeParse(modelSchema, JSON.parse(text));
  return entry?.success ? entry.output : undefined;
}
