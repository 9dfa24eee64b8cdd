import type { Place } from '../contracts/route.ts';
import type { ModelEntry } from '../contracts/catalog.ts';
import sizes from './model-sizes.json' with { type: 'json' };
import { QUALITIES, type Quality } from './candidate.ts';

/** Thousand million parameters, from names such as `qwen3:8b`, `SmolLM2-360M-Instruct`, `llama-3.2-1b`. */
function billions(name: string): number | null {
  const [, amount, unit] = /(?:^|[^a-z0-9.])(\d+(?:\.\d+)?)(b|m)(?![a-z0-9])/i.exec(name) ?? [];
  if (amount === undefined || unit === undefined) return null;
  return Number(amount) / (unit.toLowerCase() === 'm' ? 1000 : 1);
}

/**
 * The size class of a model of the catalog. Any neural voice is as good as the next one for its
 * task, however small: what is not is the platform's voice or a formant one.
 */
export function qualityOf({
  job,
  tier,
  fixture,
}: Pick<ModelEntry, 'job' | 'tier' | 'fixture'>): Quality {
  return job === 'speak' && !fixture ? 'medium' : tier;
}

/**
 * Language models below half a billion weights: one taught that the past tense of eat is "eaten".
 * They are a thing to try, wherever they run, and never what to learn from.
 */
export const makesMistakes = (job: ModelEntry['job'], quality: Quality): boolean =>
  job === 'chat' && quality === 'tiny';

/**
 * The size class of a model that somebody else serves: by the catalog, else by what its name says,
 * else by what is usual there.
 */
export function qualityOfName(name: string, place: Place, catalog: readonly ModelEntry[]): Quality {
  const entry = catalog.find(({ id }) => id === name);
  if (entry) return qualityOf(entry);
  const size = billions(name);
  if (size !== null) {
    const { below } = sizes;
    return (
      QUALITIES.find((quality) => size < (below as Record<string, number>)[quality]!) ?? 'large'
    );
  }
  if (/(^|[^a-z])tiny([^a-z]|$)/i.test(name)) return 'tiny';
  return sizes.usual[place] as Quality;
}
