import { primaryLanguage } from '../base/primary-language.ts';
import type { ModelEntry } from '../contracts/catalog.ts';
import type { ModelShelf } from './model-shelf.ts';
import { servedBytes, servedModels } from './speech-models.ts';

/** The part of the model shelf that offers need. */
export type Shelf = Pick<
  ModelShelf,
  'catalog' | 'store' | 'advise' | 'fetchFile' | 'mayAskHub' | 'firstMs'
>;

/** A model that is not here and could be fetched. */
export interface Fetchable {
  readonly shelf: Shelf;
  readonly entry: ModelEntry;
  readonly variant: string;
  /** Null while nobody knows. */
  readonly sizeBytes: number | null;
  /** All of it lies where the app comes from. */
  readonly nextDoor: boolean;
}

function fetchable(shelf: Shelf, entry: ModelEntry | undefined): Fetchable | null {
  if (!entry) return null;
  const { variant, nextDoor = false } = shelf.advise(entry);
  if (variant === null) return null;
  const status = shelf.store.statuses().find((each) => each.entry.id === entry.id);
  return { shelf, entry, variant, nextDoor, sizeBytes: status?.totalBytes ?? null };
}

/** Ears that could be fetched. */
export interface FetchableEars extends Fetchable {
  /** From the end of an answer to its text on this device, ms; null while nobody can say. */
  readonly takesMs: number | null;
  /** Better ears that were passed over, because an answer would take them so long here. */
  readonly passedOver: { readonly name: string; readonly takesMs: number } | null;
}

/** Who waits longer than this for every answer is better off with ears that hear less well. */
const BEARABLE_MS = 2_000;

/**
 * Which of `able` (small ones first): ears that were measured on people, where they are quick enough
 * here; on a device where they are not, smaller ones.
 */
function earsFor(shelf: Shelf, able: readonly ModelEntry[]) {
  const [smallest] = able;
  const measured = able.find(({ listening }) => listening !== undefined) ?? smallest;
  if (!smallest || !measured) return null;
  const takesMs = shelf.firstMs(measured);
  const smallerMs = shelf.firstMs(smallest);
  const quicker = takesMs !== null && smallerMs !== null && smallerMs < takesMs;
  if (takesMs === null || takesMs <= BEARABLE_MS || !quicker) {
    return { entry: measured, takesMs, passedOver: null };
  }
  return { entry: smallest, takesMs: smallerMs, passedOver: { name: measured.name, takesMs } };
}

/** The ears: what the companion serves, since it is near; then the public hub, where it can be reached. */
export async function earsToFetch(
  shelf: Shelf,
  entries: readonly ModelEntry[],
  signal: AbortSignal,
): Promise<FetchableEars | null> {
  const served = await servedModels(shelf.fetchFile, signal);
  const near = entries.filter(({ id }) => served.has(id));
  const far = shelf.mayAskHub ? entries.filter(({ fixture, source }) => !fixture && source) : [];
  const ears = earsFor(shelf, near.length > 0 ? near : far);
  const found = ears && fetchable(shelf, ears.entry);
  if (!found) return null;
  const variant = found.entry.variants.find(({ name }) => name === found.variant);
  const sizeBytes = found.sizeBytes ?? (variant ? servedBytes(served, found.entry, variant) : null);
  return { ...found, sizeBytes, takesMs: ears.takesMs, passedOver: ears.passedOver };
}

/**
 * The voice that may come along with the ears: the smallest one next door that speaks `language`
 * (BCP 47). Null where a voice for it is here already (`here`: ids of the models on this device).
 */
export function voiceToFetch(
  shelf: Shelf,
  language: string,
  here: readonly string[],
): Fetchable | null {
  const primary = primaryLanguage(language);
  const voices = shelf.catalog.filter(
    ({ job, fixture, languages }) =>
      job === 'speak' && !fixture && (languages.length === 0 || languages.includes(primary)),
  );
  if (voices.some(({ id }) => here.includes(id))) return null;
  const near = voices
    .map((entry) => fetchable(shelf, entry))
    .filter((each) => each !== null && each.nextDoor && each.sizeBytes !== null);
  return near.sort((a, b) => (a?.sizeBytes ?? 0) - (b?.sizeBytes ?? 0))[0] ?? null;
}
