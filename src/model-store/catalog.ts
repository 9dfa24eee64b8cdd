import * as v from 'valibot';
import { modelSchema, type ModelEntry, type ModelVariant } from '../contracts/catalog.ts';

const documents = import.meta.glob<unknown>(['/models/*.json', '!/models/tiers.json'], {
  eager: true,
  import: 'default',
});

/** Every model Parley knows, as models/*.json describes them, by id. */
export const catalog: readonly ModelEntry[] = Object.values(documents)
  .map((document) => v.parse(modelSchema, document))
  .sort((a, b) => a.id.localeCompare(b.id));

const needed = (entry: ModelEntry, variant: ModelVariant) =>
  entry.files.filter((file) => !file.variants || file.variants.includes(variant.name));

/** The paths one variant of a model needs. */
export function filesOf(entry: ModelEntry, variant: ModelVariant): string[] {
  return needed(entry, variant).map((file) => file.path);
}

/** Bytes that one variant takes on the wire, or undefined when a size is not known. */
export function downloadBytes(entry: ModelEntry, variant: ModelVariant): number | undefined {
  const sizes = needed(entry, variant).map((file) => file.sizeBytes);
  return sizes.reduce(
    (sum, size) => (sum === undefined || size === undefined ? undefined : sum + size),
    0,
  );
}
