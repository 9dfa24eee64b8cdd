import type { AlignedPiece } from './align.ts';
import { bare } from '../read/fold.ts';
import type { Judging } from './relation.ts';
import type { Word } from '../read/reading.ts';

/** Words that are another word without their accent, where no other word tells them apart. */
const OTHER_WORDS: ReadonlySet<string> = new Set(
  'té sí tú mí él sé dé más sólo aún'.split(' ').map((word) => word.normalize('NFC')),
);
/** "habló", "hablé", "mangé": the accent is the tense. Short words, "qué" and "été", are no verbs in doubt. */
const TENSE = /^(?:\p{L}{3,}ó|\p{L}{4,}é)$/u;

/** Where learners leave accents out and are understood; elsewhere they are letters of their own. */
const FORGIVING: ReadonlySet<string> = new Set(['es', 'fr']);

/** Whether a letter that is one of its own is missing: ñ is no n, ü is no u. */
function otherLetter(said: string, want: string, { rules }: Judging): boolean {
  if (!FORGIVING.has(rules.code)) return true;
  return said.includes('ñ') !== want.includes('ñ');
}

/**
 * Whether a missing or wrong accent is a slip. In the words of a phrase it is not the question, unless
 * it makes another word or another tense; leniently only the letter ñ and umlauts count, and a word
 * asked for by itself is written as it should be.
 */
export function accentCounts(
  piece: AlignedPiece,
  want: readonly Word[],
  judging: Judging,
): boolean {
  const { rules, strictness } = judging;
  if (strictness === 'exact') return true;
  const [said, wanted] = [piece.said[0]?.source ?? '', piece.want[0]?.source ?? ''];
  const content = want.filter(({ key }) => !rules.articles.has(key));
  if (content.length < 2 || otherLetter(said, wanted, judging)) return true;
  if (strictness === 'lenient') return false;
  if (OTHER_WORDS.has(wanted) || TENSE.test(wanted)) return true;
  // Who leaves out every accent is told so.
  const plain = (text: string): string => text.replaceAll('ñ', 'n');
  const accented = want.filter(({ source }) => bare(source) !== plain(source));
  return accented.length * 2 > want.length;
}
