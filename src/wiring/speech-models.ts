import * as v from 'valibot';
import type { ModelEntry } from '../contracts/catalog.ts';
import { filesOf } from '../model-store/catalog.ts';
import { createKeptWeights, type CacheStorageLike } from '../model-store/kept-weights.ts';

/** What `GET /models/` of the companion lists; other fields may come. */
const servedSchema = v.array(v.object({ id: v.string() }));

/** Where models for hearing can come from, asked anew each time: both change while the app runs. */
export interface SpeechModels {
  /** Entries that understand `language`, small ones first; those made for tests last. */
  entriesFor(language: string): readonly ModelEntry[];
  /** Complete on this device. */
  isKept(entry: ModelEntry, signal: AbortSignal): Promise<boolean>;
  /** Ids the companion serves; none without a companion or a network. */
  served(signal: AbortSignal): Promise<ReadonlySet<string>>;
  /** False where the page's policy walls the public hub off. */
  hubAllowed(signal: AbortSignal): Promise<boolean>;
}

const tiers = ['tiny', 'small', 'medium'];

export function createSpeechModels(
  catalog: readonly ModelEntry[],
  fetchFile: typeof fetch,
  caches: CacheStorageLike | null,
): SpeechModels {
  return {
    entriesFor(language) {
      const primary = language.split('-')[0] ?? language;
      return catalog
        .filter(({ job, languages }) => job === 'transcribe' && speaks(languages, primary))
        .sort(
          (a, b) =>
            Number(a.fixture ?? false) - Number(b.fixture ?? false) ||
            tiers.indexOf(a.tier) - tiers.indexOf(b.tier),
        );
    },
    async isKept(entry, signal) {
      const weights = createKeptWeights({ entry, sources: [], caches });
      for (const variant of entry.variants) {
        if (await weights.has(entry.id, filesOf(entry, variant), signal)) return true;
      }
      return false;
    },
    async served(signal) {
      try {
        const response = await fetchFile('/models/', { signal });
        if (!response.ok) return new Set();
        return new Set(v.parse(servedSchema, await response.json()).map(({ id }) => id));
      } catch {
        signal.throwIfAborted();
        return new Set();
      }
    },
    async hubAllowed(signal) {
      try {
        const response = await fetchFile('/', { method: 'HEAD', signal });
        const policy = response.headers.get('content-security-policy');
        return policy === null || policy.includes('huggingface.co');
      } catch {
        signal.throwIfAborted();
        return false;
      }
    },
  };
}

function speaks(languages: readonly string[], primary: string): boolean {
  return languages.length === 0 || languages.includes(primary);
}
