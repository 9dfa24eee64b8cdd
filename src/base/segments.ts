type Segmenters = { readonly Segmenter?: typeof Intl.Segmenter };

/** Words of a text in a language (BCP 47). Firefox before 125 has no Intl.Segmenter: spaces do there. */
export function wordsIn(text: string, language: string, intl: Segmenters = Intl): string[] {
  if (!intl.Segmenter) return text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const segments = new intl.Segmenter(language, { granularity: 'word' }).segment(text);
  return [...segments].flatMap(({ segment, isWordLike }) => (isWordLike ? [segment] : []));
}

/** Sentences of a text in a language (BCP 47), trimmed. */
export function sentencesIn(text: string, language: string, intl: Segmenters = Intl): string[] {
  const parts = intl.Segmenter
    ? [...new intl.Segmenter(language, { granularity: 'sentence' }).segment(text)].map(
        ({ segment }) => segment,
      )
    : text.split(/(?<=[.!?。！？])\s+/u);
  return parts.map((part) => part.trim()).filter(Boolean);
}
