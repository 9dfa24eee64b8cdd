import type { Token } from './tokens.ts';

/** The place after the words of a phrase that stands at `at` without a pause inside; -1 when it does not. */
export function phraseAt(said: readonly Token[], at: number, phrase: readonly string[]): number {
  const stands = phrase.every((word, k) => {
    const token = said[at + k];
    return token?.fold === word && (k === 0 || !token.pause);
  });
  return stands && phrase.length > 0 ? at + phrase.length : -1;
}
