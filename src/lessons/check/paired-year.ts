import { wordAt } from './clock.ts';
import type { NumberWords } from './number-words.ts';
import { readNumber } from './numbers.ts';
import type { Token } from './tokens.ts';
import { wholeNumber } from './whole-number.ts';

/** A year said in two halves, as in English: "nineteen eighty-four", "twenty oh five". */
export function pairedYear(
  said: readonly Token[],
  at: number,
  words: NumberWords,
): { value: number; end: number } | null {
  if (words.code !== 'en' || said[at]?.kind !== 'word') return null;
  const first = wholeNumber(said, at, words);
  if (!first || first.ordinal || first.value < 10 || first.value > 21) return null;
  if (said[first.end]?.pause || said[first.end]?.kind !== 'word') return null;
  const oh = words.oh.has(wordAt(said, first.end));
  const second = wholeNumber(said, oh ? first.end + 1 : first.end, words);
  if (!second || second.ordinal) return null;
  if (oh ? second.value > 9 : second.value < 10 || second.value > 99) return null;
  // Counting on ("eleven, twelve, thirteen") is no year.
  const more = said[second.end];
  if (more && !more.pause && readNumber(said, second.end, words)) return null;
  return { value: first.value * 100 + second.value, end: second.end };
}
