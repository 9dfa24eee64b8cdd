import type { Token } from './tokens.ts';

const NUMERAL = /^(X{0,3}(?:IX|IV|V?I{0,3})|XL[IVX]*|L[IVX]*)$/;
const ENDING = /^([IVX]+)(?:er|ère|re|e|ème|°|º)$/;
const VALUES: Readonly<Record<string, number>> = { I: 1, V: 5, X: 10, L: 50 };

function valueOf(numeral: string): number {
  const values = [...numeral].map((letter) => VALUES[letter] ?? 0);
  return values.reduce((sum, value, i) => sum + (value < (values[i + 1] ?? 0) ? -value : value), 0);
}

/**
 * The value of a Roman numeral after a name, as in "Henry VIII", "World War II", "XXe siècle"; null
 * for everything else. A lone "I" after a name counts only at the end of a phrase.
 */
export function romanNumeral(said: readonly Token[], at: number): number | null {
  const token = said[at];
  if (token?.kind !== 'word') return null;
  const numeral = ENDING.exec(token.text)?.[1] ?? (NUMERAL.test(token.text) ? token.text : '');
  if (numeral === '') return null;
  const ordinal = numeral !== token.text;
  const before = said[at - 1];
  const named = before?.kind === 'word' && !token.pause && before.text.length > 1;
  if (!ordinal && !named) return null;
  const next = said[at + 1];
  if (numeral === 'I' && !ordinal && next && !next.pause) return null;
  return valueOf(numeral);
}
