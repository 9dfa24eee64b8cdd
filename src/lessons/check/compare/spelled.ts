import table from '../data/letters.json' with { type: 'json' };
import { carriersOf, phraseLength } from '../read/carriers.ts';
import { cores } from '../read/fillers.ts';
import { bare, fold } from '../read/fold.ts';
import type { LanguageRules } from '../read/language.ts';
import type { Word } from '../read/reading.ts';
import { readWanted, type Answer } from './answer.ts';

/** The names of letters, folded, to their letter. */
const letters: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
  Object.entries(table as Readonly<Record<string, Readonly<Record<string, string>>>>).map(
    ([code, names]) => [
      code,
      new Map(
        Object.entries(names).flatMap(([letter, all]) =>
          fold(all)
            .split(' ')
            .map((name) => [name, fold(letter)] as const),
        ),
      ),
    ],
  ),
);

const LETTER = /^\p{L}$/u;

/** What the words spell by the names of letters, "eme e ese a"; null where one of them is none. */
function spelling(words: readonly Word[], rules: LanguageRules): string | null {
  const names = letters.get(rules.code);
  let spelled = '';
  for (const { source } of words) {
    const letter = LETTER.test(source) ? source : names?.get(source);
    if (letter === undefined) return null;
    spelled += letter;
  }
  return spelled;
}

/** "La be", "the letter bee": without the article and the word "letter" before a letter alone. */
function unlabelled(words: readonly Word[], rules: LanguageRules): readonly Word[] {
  const label = phraseLength(carriersOf(rules).labels, words, 0, rules, (n) => n < words.length);
  const left = words.slice(label);
  const article = left.length > 1 && rules.articles.has(left[0]?.key ?? '');
  return article ? left.slice(1) : left;
}

/** Accents are not named when a word is spelled; "ñ", "ö" and the like are letters of their own. */
function sameLetters(spelled: string, word: string, rules: LanguageRules): boolean {
  if (rules.umlauts || spelled.includes('ñ') !== word.includes('ñ')) return spelled === word;
  return bare(spelled) === bare(word);
}

/**
 * Whether an answer spells what is wanted: a letter by its name, or a word letter by letter. The
 * letters must be those of the word, one by one, so nothing else is taken for it.
 */
export function spellsOut(answer: Answer, text: string): boolean {
  const { judging, readings } = answer;
  const { rules } = judging;
  const want = readWanted(text, judging)[0]?.words ?? [];
  const plain = want.filter(({ key }) => want.length === 1 || !rules.articles.has(key));
  const word = plain[0]?.source ?? '';
  if (plain.length !== 1 || !/^\p{L}+$/u.test(word)) return false;
  return readings.some(({ words }) =>
    cores(words, want, rules).some((core) => {
      const said = word.length === 1 ? unlabelled(core.words, rules) : core.words;
      if (said.length !== [...word].length) return false;
      const spelled = spelling(said, rules);
      return spelled !== null && sameLetters(spelled, word, rules);
    }),
  );
}
