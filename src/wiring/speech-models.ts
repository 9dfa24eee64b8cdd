import { APP_BASE, appPath } from '../base/app-base.ts';
import { primaryLanguage } from '../base/primary-language.ts';
import * as v from 'valibot';
import { FETCH_HEADER } from '../contracts/api.ts';
import type { ModelEntry, ModelVariant } from '../contracts/catalog.ts';
import { catalogFiles, neededFiles, pathPattern } from '../model-store/plan.ts';

/** What `GET /models/` of the companion lists; other fields may come. */
const servedSchema = v.array(
  v.object({
    id: v.string(),
    files: v.fallback(v.array(v.object({ path: v.string(), sizeBytes: v.number() })), []),
  }),
);

/** What lies next door: by model, the length of each file. */
export type ServedModels = ReadonlyMap<string, ReadonlyMap<string, number>>;
const tiers = ['tiny', 'small', 'medium'];

/** Models that understand `language` (BCP 47), small ones first; those made for tests last. */
export function speechModelsFor(
  catalog: readonly ModelEntry[],
  language: string,
): readonly ModelEntry[] {
  const primary = primaryLanguage(language);
  const speaks = ({ languages }: ModelEntry) =>
    languages.length === 0 || languages.includes(primary);
  return catalog
    .filter((entry) => entry.job === 'transcribe' && speaks(entry))
    .sort(
      (a, b) =>
        Number(a.fixture ?? false) - Number(b.fixture ?? false) ||
        tiers.indexOf(a.tier) - tiers.indexOf(b.tier),
    );
}

/** The companion's list; then the one that a build lays beside the app, for hosts that only serve files. */
const LISTS = [appPath('/models/'), appPath('/models/index.json')];

/** The models that lie where the app comes from; none without a network. */
export async function servedModels(
  fetchFile: typeof fetch,
  signal: AbortSignal,
): Promise<ServedModels> {
  for (const list of LISTS) {
    try {
      const response = await fetchFile(list, { signal });
      if (!response.ok) continue;
      const models = v.parse(servedSchema, await response.json());
      return new Map(
        models.map(({ id, files }) => [
          id,
          new Map(files.map(({ path, sizeBytes }) => [path, sizeBytes])),
        ]),
      );
    } catch {
      signal.throwIfAborted();
    }
  }
  return new Map();
}

/** Whether the companion fetches from the hub what it lacks, when somebody wants it here. */
export async function companionFetches(
  fetchFile: typeof fetch,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const response = await fetchFile(appPath('/models/'), { method: 'HEAD', signal });
    return response.headers.get(FETCH_HEADER) === 'yes';
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

/** Whether everything that a variant needs lies next door, as long as it must be. */
export function isServed(served: ServedModels, entry: ModelEntry, variant: ModelVariant): boolean {
  const files = served.get(entry.id);
  if (!files) return false;
  return neededFiles(entry, variant.name).every(({ path, sizeBytes }) => {
    if (path.includes('*')) return [...files.keys()].some((each) => pathPattern(path).test(each));
    const found = files.get(path);
    return found !== undefined && (sizeBytes === undefined || found === sizeBytes);
  });
}

/** Bytes of a variant that stands next door whole, as they are there. */
export function servedBytes(
  served: ServedModels,
  entry: ModelEntry,
  variant: ModelVariant,
): number | null {
  const files = served.get(entry.id);
  if (!files || !isServed(served, entry, variant)) return null;
  const meant = catalogFiles(entry, variant.name)
    .filter(({ url }) => !url)
    .map(({ path }) => pathPattern(path));
  return [...files].reduce(
    (sum, [path, bytes]) => sum + (meant.some((one) => one.test(path)) ? bytes : 0),
    0,
  );
}

/** False where the page's own policy walls the public hub off, or nobody can be asked. */
export async function hubAllowed(fetchFile: typeof fetch, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetchFile(APP_BASE, { method: 'HEAD', signal });
    const policy = response.headers.get('content-security-policy');
    return policy === null || policy.includes(HUB);
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

/** The public hub; asked only when a person wants a model that the companion does not have. */
export const HUB = 'https://huggingface.co';
