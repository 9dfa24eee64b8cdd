/**
 * Answers a question from the lesson's own passages, without a language model: the passage that
 * shares the rarest words with what was asked. Null when no passage shares a word that says
 * something. Scoring is BM25 without length normalisation (passages are all short; Robertson and
 * Zaragoza 2009, k1 = 1.2).
 */
export function answerFromPassages(
  asked: string,
  passages: readonly string[],
  language: string,
): string | null {
  const K1 = 1.2;
  const bags = passages.map((passage) => countWords(passage, language));
  const wanted = new Set(countWords(asked, language).keys());
  let best: { passage: string; score: number } | null = null;
  for (const [index, passage] of passages.entries()) {
    let score = 0;
    for (const word of wanted) {
      const times = bags[index]?.get(word) ?? 0;
      if (times === 0) continue;
      const holders = bags.filter((bag) => bag.has(word)).length;
      const rarity = Math.log(1 + (passages.length - holders + 0.5) / (holders + 0.5));
      score += (rarity * times * (K1 + 1)) / (times + K1);
    }
    if (score > (best?.score ?? 0)) best = { passage, score };
  }
  return best?.passage ?? null;
}

/** Words of three letters and more: shorter ones are mostly articles and pronouns. */
function countWords(text: string, language: string): Map<string, number> {
  const bag = new Map<string, number>();
  const segmenter = new Intl.Segmenter(language, { granularity: 'word' });
  for (const { segment, isWordLike } of segmenter.segment(text.toLocaleLowerCase(language))) {
    if (!isWordLike || segment.length < 3) continue;
    bag.set(segment, (bag.get(segment) ?? 0) + 1);
  }
  return bag;
}
