import type { Accept } from '../../../contracts/lesson.ts';
import { readWanted, type Answer } from './answer.ts';
import { denies } from '../read/denial.ts';
import { withoutHesitations } from '../read/fillers.ts';
import { fold } from '../read/fold.ts';
import { plainText } from './match-accept.ts';
import { compilePattern, patternReadings } from '../read/pattern.ts';
import { relate } from './relation.ts';
import { isBeginning, isThinking } from '../read/thinking.ts';
import type { Word } from '../read/reading.ts';

/** How many readings of a pattern are looked at for a beginning. */
const MOST_READINGS = 40;

function textsOf(accept: Accept): readonly string[] {
  if (typeof accept === 'object' && 'pattern' in accept) {
    return patternReadings(compilePattern(accept.pattern), MOST_READINGS);
  }
  const text = plainText(accept);
  return text === null ? [] : [text];
}

/**
 * Whether a learner is still thinking: nothing was said yet but what wins time, or, aloud, only the
 * beginning of an accepted answer, where a pause may have cut it off. Who gives up has said so.
 */
export function isUnfinished(
  { readings, judging, text }: Answer,
  { accept, model }: { readonly accept: readonly Accept[]; readonly model?: string | undefined },
): boolean {
  const { rules, spoken } = judging;
  const said = readings.map(({ words }) => withoutHesitations(words, rules));
  const texts = [...accept.flatMap(textsOf), ...(model === undefined ? [] : [model])];
  const wanted = texts.flatMap((text) => readWanted(text, judging));
  // "Je sais" for "je ne sais pas" is a try, whatever it opens elsewhere.
  const isTry = (words: readonly Word[]): boolean =>
    wanted.some((want) => {
      const keys = new Set(want.words.map(({ key }) => key));
      const weighing = words.filter(({ key }) => !rules.articles.has(key));
      return weighing.length > 0 && weighing.every(({ key }) => keys.has(key));
    });
  // Written and sent where such a word is the question: "a" for "an", "it's" for "its".
  const written = fold(text)
    .replace(/[^\p{L}\p{N}' ]/gu, '')
    .trim();
  const besideIt = rules.homophones.get(written);
  const isWritten = (words: readonly Word[]): boolean =>
    !spoken &&
    words.length <= 2 &&
    wanted.some(({ words: [want, ...more] }) => {
      if (!want || more.length > 0) return false;
      const asked = rules.articles.has(want.key) && words.length === 1;
      const sounds = written.replaceAll("'", '') === want.source.replaceAll("'", '');
      return asked || sounds || besideIt?.has(want.key) === true;
    });
  const thinks = (words: readonly Word[]): boolean =>
    !denies(words, rules) && !isTry(words) && !isWritten(words) && isThinking(words, rules);
  if (said.some(thinks)) return true;
  if (!spoken) return false;
  const equal = (a: Word, b: Word): boolean =>
    ['same', 'alike', 'digits'].includes(relate(a, b, judging));
  return wanted.some((want) => said.some((words) => isBeginning(words, want.words, equal, rules)));
}
