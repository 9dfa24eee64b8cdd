import { primaryLanguage } from '../base/primary-language.ts';
import * as v from 'valibot';
import type { ModelEntry } from '../contracts/catalog.ts';

/** What `GET /models/` of the companion lists; other fields may come. */
const servedSchema = v.array(v.object({ id: v.string() }));
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

/** Ids of the models that the companion serves; none without a companion or a network. */
export async function servedModels(
  fetchFile: typeof fetch,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  try {
    const response = await fetchFile('/models/', { signal });
    if (!response.ok) return new Set();
    return new Set(v.parse(servedSchema, await response.json()).map(({ id }) => id));
  } catch {
    signal.throwIfAborted();
    return new Set();
  }
}

/** False where the page's own policy walls the public hub off, or nobody can be asked. */
export async function hubAllowed(fetchFile: typeof fetch, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetchFile('/', { method: 'HEAD', signal });
    const policy = response.headers.get('content-security-policy');
    return policy === null || policy.includes(HUB);
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

/** The public hub; asked only when a person wants a model that the companion does not have. */
export const HUB = 'https://huggingface.co';
