import { wordsIn } from '../base/segments.ts';
import type { Embedder } from '../contracts/engine.ts';

/** A passage and how well it answers; more is better, 0 or less means not at all. */
export interface RankedPassage {
  readonly passage: string;
  readonly score: number;
}

/** Below this cosine a passage is about something else. */
const RELATED = 0.35;
const K1 = 1.2;

/** Words of three letters and more: shorter ones are mostly articles and pronouns. */
function countWords(text: string, language: string): Map<string, number> {
  const bag = new Map<string, number>();
  for (const word of wordsIn(text.toLocaleLowerCase(language), language)) {
    if (word.length >= 3) bag.set(word, (bag.get(word) ?? 0) + 1);
  }
  return bag;
}

const best = (ranked: readonly RankedPassage[]): readonly RankedPassage[] =>
  ranked.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score);

/**
 * Passages that share words with what was asked, those with the rarest first. BM25 without length
 * normalisation (passages are all short; Robertson and Zaragoza 2009, k1 = 1.2).
 */
export function rankByWords(
  asked: string,
  passages: readonly string[],
  language: string,
): readonly RankedPassage[] {
  const bags = passages.map((passage) => countWords(passage, language));
  const wanted = [...new Set(countWords(asked, language).keys())];
  return best(
    passages.map((passage, index) => {
      const score = wanted.reduce((sum, word) => {
        const times = bags[index]?.get(word) ?? 0;
        if (times === 0) return sum;
        const holders = bags.filter((bag) => bag.has(word)).length;
        const rarity = Math.log(1 + (passages.length - holders + 0.5) / (holders + 0.5));
        return sum + (rarity * times * (K1 + 1)) / (times + K1);
      }, 0);
      return { passage, score };
    }),
  );
}

/** Cosine of two vectors of unit length. */
export function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}

/**
 * Passages by meaning where an embedder is there, else by words; best first.
 * Rejects with the embedder's error.
 */
export async function rankPassages(
  asked: string,
  passages: readonly string[],
  language: string,
  embedder: Embedder | null,
  signal: AbortSignal,
): Promise<readonly RankedPassage[]> {
  if (!embedder || passages.length === 0) return rankByWords(asked, passages, language);
  const [question, ...vectors] = await embedder.embed([asked, ...passages], signal);
  if (!question) return rankByWords(asked, passages, language);
  return best(
    passages.map((passage, index) => {
      const near = cosine(question, vectors[index] ?? new Float32Array());
      return { passage, score: near < RELATED ? 0 : near };
    }),
  );
}
