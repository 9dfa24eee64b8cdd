import { wordAt } from './clock.ts';
import type { NumberWords } from './number-words.ts';
import { readNumber } from './numbers.ts';
import type { Token } from './tokens.ts';
import { wholeNumber } from './whole-number.ts';

/** A whole number in words, or one of one or two digits: recognisers write "19 eighty-four". */
function twoDigits(said: readonly Token[], at: number, words: NumberWords) {
  const token = said[at];
  if (token?.kind === 'number') {
    return /^\d{1,2}$/.test(token.fold) ? { value: Number(token.fold), end: at + 1 } : null;
  }
  const found = wholeNumber(said, at, words);
  return found && !found.ordinal ? found : null;
}

/** A year said in two halves, as in English: "nineteen eighty-four", "twenty oh five". */
export function pairedYear(
  said: readonly Token[],
  at: number,
  words: NumberWords,
): { value: number; end: number } | null {
  if (words.code !== 'en' || said[at]?.kind === 'sign') return null;
  const first = twoDigits(said, at, words);
  if (!first || first.value < 10 || first.value > 21) return null;
  if (said[first.end]?.pause) return null;
  const oh = words.oh.has(wordAt(said, first.end));
  const second = twoDigits(said, oh ? first.end + 1 : first.end, words);
  if (!second) return null;
  if (oh ? second.value > 9 : second.value < 10 || second.value > 99) return null;
  // Counting on ("eleven, twelve, thirteen") is no year.
  const more = said[second.end];
  if (more && !more.pause && readNumber(said, second.end, words)) return null;
  return { value: first.value * 100 + second.value, end: second.end };
}
