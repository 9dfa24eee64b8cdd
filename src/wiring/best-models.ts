import { primaryLanguage } from '../base/primary-language.ts';
import type { ModelEntry } from '../contracts/catalog.ts';
import type { Tier } from '../contracts/tiers.ts';

/** The proposals of a tier may name several models for one job: they differ in language and chip. */
const jobs = ['transcribe', 'chat', 'speak', 'embed'] as const;

const speaks = ({ languages }: ModelEntry, primary: string) =>
  languages.length === 0 || languages.includes(primary);

/**
 * The models worth having here: at most one per job and language, in the order of `tier`. One that
 * can be had goes before one that cannot. `runs` and `inReach` are asked about each.
 */
export function bestModels(
  catalog: readonly ModelEntry[],
  tier: Tier,
  languages: readonly string[],
  runs: (entry: ModelEntry) => boolean,
  inReach: (entry: ModelEntry) => boolean,
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const job of jobs) {
    const proposed = tier.propose[job]
      .map((id) => catalog.find((entry) => entry.id === id))
      .filter((entry) => entry !== undefined)
      .filter(runs);
    for (const language of languages) {
      const primary = primaryLanguage(language);
      const able = proposed.filter((entry) => speaks(entry, primary));
      const best = able.find(inReach) ?? able[0];
      // A model that was taken for one language and knows the next one too is enough.
      if (best && !able.some(({ id }) => found.has(id))) found.add(best.id);
    }
  }
  return found;
}
