import * as v from 'valibot';
import { modelSchema, type ModelEntry } from '../contracts/catalog.ts';

const documents = import.meta.glob<unknown>(['/models/*.json', '!/models/tiers.json'], {
  eager: true,
  import: 'default',
});

/** Every model Parley knows, as models/*.json describes them, by id. */
export const catalog: readonly ModelEntry[] = Object.values(documents)
  .map((document) => v.parse(modelSchema, document))
  .sort((a, b) => a.id.localeCompare(b.id));
