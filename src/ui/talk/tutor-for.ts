import { primaryLanguage } from '../../base/primary-language.ts';
import type { ModelEntry } from '../../contracts/catalog.ts';
import { makesMistakes, qualityOf } from '../../patch-panel/model-quality.ts';
import type { Advise } from '../models/model-groups.ts';

/**
 * The lightest language model that knows a language (BCP 47), runs on this device, can be had and
 * is large enough to learn from; null where there is none.
 */
export function tutorFor(
  entries: readonly ModelEntry[],
  advise: Advise,
  language: string,
): ModelEntry | null {
  const primary = primaryLanguage(language);
  const [lightest] = entries
    .filter(({ languages }) => languages.length === 0 || languages.includes(primary))
    .filter((entry) => {
      const { variant, tooLarge, outOfReach } = advise(entry);
      return entry.job === 'chat' && variant !== null && !tooLarge && !outOfReach;
    })
    .filter((entry) => !entry.fixture && !makesMistakes(entry.job, qualityOf(entry)))
    .sort((a, b) => (a.shape?.parametersM ?? Infinity) - (b.shape?.parametersM ?? Infinity));
  return lightest ?? null;
}
