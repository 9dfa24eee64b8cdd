import type { ModelEntry } from '../../contracts/catalog.ts';
import type { Translate } from '../../messages/translate.ts';
import type { ModelAdvice } from './model-groups.ts';

/** Words in a token, on average over the languages of the catalog. */
const WORDS_PER_TOKEN = 0.75;

/** Two digits that count: 0.031, 0.4, 3.2, 24, 310. Nobody needs more of a prediction. */
const round = (value: number) => Number(value.toPrecision(2));

/** "0.092 words" is nothing that anybody has seen. */
const atLeastOne = (words: number) => (words < 1 ? '< 1' : words);

/** How fast a model is here, as people feel it: words, a transcript, the first sound. */
export function speedInWords(
  t: Translate,
  job: ModelEntry['job'],
  { figures, measured }: NonNullable<ModelAdvice['speed']>,
): string {
  return t(`models.speed.${job}.${measured ? 'measured' : 'predicted'}`, {
    seconds: round(figures.firstMs / 1000),
    words: atLeastOne(round((figures.tokensPerSecond ?? 0) * WORDS_PER_TOKEN)),
  });
}
