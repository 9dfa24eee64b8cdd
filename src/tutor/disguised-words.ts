import { bare, cleanText, fold } from '../lessons/check/read/fold.ts';
import lookalikeTable from '../lessons/look-alikes.json' with { type: 'json' };
import table from './disguises.json' with { type: 'json' };

/** How an answer may be hidden from a reader of words and still be read by a learner. */

const lookalikes = new Map(Object.entries(lookalikeTable));
const digits = new Map(Object.entries(table.digits));
const REGIONAL_A = 0x1f1e6;

const mapped = (text: string, letters: ReadonlyMap<string, string>): string =>
  [...text].map((letter) => letters.get(letter) ?? letter).join('');

/** Flags' letters, 🇵🇦, as the letters they are. */
const withoutFlags = (text: string): string =>
  text.replace(/[\u{1F1E6}-\u{1F1FF}]/gu, (flag) =>
    String.fromCharCode(97 + (flag.codePointAt(0) ?? REGIONAL_A) - REGIONAL_A),
  );

/** Letters and digits of a text, folded and without accents. */
export const lettersOf = (text: string): string => bare(fold(text)).replace(/[^\p{L}\p{N}]/gu, '');

const word = (text: string): string => lettersOf(text);
/** "Papa" for P: a word of a spelling alphabet to its letter. */
const alphabet = new Map(
  table.alphabets.flatMap((list) =>
    list.split(' ').map((name) => [word(name), word(name)[0] ?? '']),
  ),
);
const letterNames: readonly ReadonlyMap<string, string>[] = Object.values(table.letterNames).map(
  (list) => new Map(list.split(' ').map((pair) => pair.split(':') as [string, string])),
);
const AS_IN = new RegExp(
  String.raw`(?<![\p{L}])(\p{L})\s+(?:${[...table.asIn].sort((a, b) => b.length - a.length).join('|')})\s+\p{L}+`,
  'giu',
);

/** Letters that are said one by one, whatever little words stand between: "P, then A, then R". */
function spelledOut(text: string): string[] {
  const plain = text.replace(AS_IN, '$1 ');
  const words = (bare(fold(plain)).match(/\p{L}+/gu) ?? []).map((one) => one);
  const singles = words.filter((one) => one.length === 1).join('');
  const byAlphabet = runs(words, (one) => (one.length === 1 ? one : alphabet.get(one)));
  const byName = letterNames.flatMap((names) => runs(words, (one) => names.get(one)));
  return [singles, ...byAlphabet, ...byName];
}

/** Neighbouring words that each stand for a letter, three and more, as the letters. */
function runs(words: readonly string[], letter: (word: string) => string | undefined): string[] {
  const found: string[] = [];
  let run = '';
  for (const one of [...words, '']) {
    const next = letter(one);
    if (next !== undefined && next !== '') {
      run += next;
      continue;
    }
    if (run.length > 2) found.push(run);
    run = '';
  }
  return found;
}

/** A sentence as strings of letters in which an answer may stand, disguises taken off. */
export function undisguised(sentence: string): readonly string[] {
  const clean = mapped(withoutFlags(sentence.normalize('NFC')), lookalikes);
  const text = cleanText(clean);
  const squeezed = lettersOf(text);
  const leet = lettersOf(mapped(text, digits));
  const leetL = lettersOf(mapped(text.replaceAll('1', 'l'), digits));
  return [...new Set([squeezed, leet, leetL, ...spelledOut(text)])].filter(Boolean);
}

/** Share of the letters from which a word with gaps, "Par_s", is as good as said. */
const MOST_SHOWN = 0.6;

/** Whether a word with gaps shows more than half of `wanted` (its letters): "Par_s", "P*r*s". */
export function shownWithGaps(sentence: string, wanted: string): boolean {
  const words = bare(fold(cleanText(sentence))).match(/[\p{L}_*.·•-]*[_*·•][\p{L}_*.·•-]*/gu) ?? [];
  return words.some((masked) => {
    const letters = [...masked.replace(/[.-]/g, '')];
    if (letters.length !== [...wanted].length) return false;
    const fits = letters.every((letter, i) => /[_*·•]/.test(letter) || letter === wanted[i]);
    const shown = letters.filter((letter) => /\p{L}/u.test(letter)).length;
    return fits && shown / letters.length >= MOST_SHOWN;
  });
}

/** A word as most European languages would write it: "elephant", "elefante" and "éléphant" are one. */
function cognateKey(text: string): string {
  return lettersOf(text)
    .replace(/ph/g, 'f')
    .replace(/th/g, 't')
    .replace(/ck|k|qu/g, 'c')
    .replace(/y/g, 'i')
    .replace(/(?:tion|cion|zione|zion|cao)$/, 'cion')
    .replace(/(.)\1/g, '$1')
    .replace(/[aeiou]?s?$/, '')
    .replace(/[aeiou]$/, '');
}
/** Shorter stems are alike by chance. */
const SHORTEST_COGNATE = 4;

/** Whether two words are one word of two languages, by their letters: "music" and "música". */
export function areCognates(a: string, b: string): boolean {
  const key = cognateKey(a);
  return key.length >= SHORTEST_COGNATE && key === cognateKey(b);
}
