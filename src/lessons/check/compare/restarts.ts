import type { Reading, Word } from '../read/reading.ts';
import type { Judging } from './relation.ts';
import { isYes } from './yes-no.ts';

/** The longest run of words that is looked for twice in a row. */
const LONGEST_RUN = 24;
/** In a longer answer nobody counts what was said twice. */
const LONGEST_TALK = 80;

/**
 * How many words at `at` are said again right after: "I like I like tea", "the ket the kettle". Aloud
 * the last word may be broken off; written, only runs of two words and more are no slip of the pen.
 */
function runAgain(words: readonly Word[], at: number, { rules, spoken }: Judging): number {
  const longest = Math.min(LONGEST_RUN, Math.floor((words.length - at) / 2));
  for (let length = longest; length > 0; length--) {
    const whole = at === 0 && words.every(({ key }, k) => key === words[k % length]?.key);
    if (!spoken && length < 2 && !whole) continue;
    const again = words.slice(at, at + length).every((word, k) => {
      const other = words[at + length + k];
      if (!other) return false;
      if (word.key === other.key) return true;
      const brokenOff = k === length - 1 && /^\p{L}+$/u.test(word.key);
      const small = rules.little.has(word.key) || rules.articles.has(word.key);
      return spoken && brokenOff && !small && other.key.startsWith(word.key);
    });
    if (again) return length;
  }
  return 0;
}

/** "The window yes the window": how many words, the "yes" included, stand before the same words. */
function runConfirmed(words: readonly Word[], at: number, { rules, verbatim }: Judging): number {
  if (verbatim) return 0;
  const longest = Math.min(LONGEST_RUN, Math.floor((words.length - at - 1) / 2));
  for (let length = longest; length > 0; length--) {
    const run = words.slice(at, at + length);
    if (!isYes(words[at + length]?.key ?? '', rules)) continue;
    if (run.every((word, k) => word.key === words[at + length + 1 + k]?.key)) return length + 1;
  }
  return 0;
}

/** The reading without what was begun twice or said twice; empty when nothing was. */
export function withoutRestarts(reading: Reading, judging: Judging): readonly Reading[] {
  let { words } = reading;
  const again = (all: readonly Word[], at: number): number =>
    runAgain(all, at, judging) || runConfirmed(all, at, judging);
  if (words.length > LONGEST_TALK) return [];
  for (let at = 0; at < words.length; at++) {
    let length = again(words, at);
    while (length > 0) {
      const [next, ...rest] = words.slice(at + length);
      const pause = words[at]?.pause === true;
      words = [
        ...words.slice(0, at),
        ...(next ? [{ ...next, pause: pause || next.pause }] : []),
        ...rest,
      ];
      length = again(words, at);
    }
  }
  return words.length === reading.words.length ? [] : [{ ...reading, words }];
}
