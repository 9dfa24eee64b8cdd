import { primaryLanguage } from '../base/primary-language.ts';
import type { ModelEntry } from '../contracts/catalog.ts';
import type { Tier } from '../contracts/tiers.ts';
import { makesMistakes, qualityOf } from '../patch-panel/model-quality.ts';
import type { Standing } from '../ui/models/model-groups.ts';

/** The proposals of a tier may name several models for one job: they differ in language and chip. */
const jobs = ['transcribe', 'chat', 'speak', 'embed'] as const;

const speaks = ({ languages }: ModelEntry, primary: string) =>
  languages.length === 0 || languages.includes(primary);

/** What is known of models on this device. */
export interface ModelsHere {
  /** Whether it runs at all. */
  runs(entry: ModelEntry): boolean;
  /** Whether somebody that may be asked has it. */
  inReach(entry: ModelEntry): boolean;
  /** Whether one of us has run it as it would run here. */
  tried(entry: ModelEntry): boolean;
  /** How soon it answers here, measured or predicted, ms; null where nobody can say. */
  firstMs(entry: ModelEntry): number | null;
}

/** A reply that comes so much later is felt. */
const NOTICED_MS = 300;

/** How surely a model is the one to take, when it is the one that its device's class proposes. */
export function standingOf(entry: ModelEntry, tried: boolean): Standing {
  if (makesMistakes(entry.job, qualityOf(entry))) return 'try';
  return tried ? 'best' : 'likely';
}

function comparable(one: ModelEntry, other: ModelEntry, here: ModelsHere): boolean {
  const later = (here.firstMs(one) ?? 0) - (here.firstMs(other) ?? 0);
  return qualityOf(one) === qualityOf(other) && later < NOTICED_MS;
}

/**
 * The models worth having here: at most one per job and language, in the order of `tier`. One that
 * can be had goes before one that cannot. One that we have not tried gives way to one that we have,
 * of its size class and as quick as far as anybody feels: what nobody has run may not run.
 */
export function bestModels(
  catalog: readonly ModelEntry[],
  tier: Tier,
  languages: readonly string[],
  here: ModelsHere,
): ReadonlyMap<string, Standing> {
  const found = new Map<string, Standing>();
  for (const job of jobs) {
    const proposed = tier.propose[job]
      .map((id) => catalog.find((entry) => entry.id === id))
      .filter((entry) => entry !== undefined)
      .filter((entry) => here.runs(entry));
    for (const language of languages) {
      const primary = primaryLanguage(language);
      const able = proposed.filter((entry) => speaks(entry, primary));
      const near = able.filter((entry) => here.inReach(entry));
      const [first] = near.length > 0 ? near : able;
      // A model that was taken for one language and knows the next one too is enough.
      if (!first || able.some(({ id }) => found.has(id))) continue;
      const proven = near.find((entry) => here.tried(entry) && comparable(entry, first, here));
      const best = here.tried(first) ? first : (proven ?? first);
      found.set(best.id, standingOf(best, here.tried(best)));
    }
  }
  return found;
}
