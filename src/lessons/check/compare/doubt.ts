import type { AlignedPiece } from './align.ts';
import { bigramLikeness } from './edit-distance.ts';
import { bare } from '../read/fold.ts';
import { areOpposites, formsOfOne } from './lexeme.ts';
import type { Misheard } from './match.ts';
import type { Word } from '../read/reading.ts';
import type { Judging } from './relation.ts';
import { soundLikeness } from './sounds.ts';

/** Share of neighbouring letters from which one stretch of words may have been heard as another. */
const NEAR_BY_EAR = 0.5;

interface Stretch {
  readonly said: readonly Word[];
  readonly want: readonly Word[];
  readonly pieces: readonly AlignedPiece[];
}

/** Neighbouring differences, taken together: "see leaves" for "she leaves". */
function stretches(
  pieces: readonly AlignedPiece[],
  forgiven: ReadonlySet<AlignedPiece>,
): Stretch[] {
  const found: AlignedPiece[][] = [];
  let open = false;
  for (const piece of pieces) {
    const same = piece.relation === 'same' || piece.relation === 'alike' || forgiven.has(piece);
    if (!same && !open) found.push([]);
    open = !same;
    if (!same) found.at(-1)?.push(piece);
  }
  return found.map((one) => ({
    said: one.flatMap(({ said }) => said),
    want: one.flatMap(({ want }) => want),
    pieces: one,
  }));
}

/** Whether a difference is one of grammar or meaning, which an ear does not make. */
function isMeant({ said, want, relation }: AlignedPiece, { rules }: Judging): boolean {
  const words = [...said, ...want];
  if (relation === 'ending' || words.every(({ key }) => rules.articles.has(key))) return true;
  const little = ({ key }: Word): boolean =>
    rules.articles.has(key) ||
    rules.little.has(key) ||
    rules.prepositions.has(key) ||
    rules.audible.has(key);
  // Where little words carry gender and number they are what is taught.
  if (rules.gendered && words.every(little)) return true;
  const [one, other] = [said[0]?.key ?? '', want[0]?.key ?? ''];
  if (said.length !== 1 || want.length !== 1) return false;
  return formsOfOne(one, other, rules.code) || areOpposites(one, other, rules.code);
}

function isAllMeant({ said, want, pieces }: Stretch, judging: Judging): boolean {
  const denied = [...said, ...want].some(({ key }) => judging.rules.negations.has(key));
  return denied || pieces.every((piece) => isMeant(piece, judging));
}

/** "ship" for "sheep". What differs only in accents, "schon" for "schön", a recogniser mixes up. */
function isListedPair({ said, want }: Stretch, { rules }: Judging): boolean {
  return said.every((word, i) => {
    const other = want[i];
    if (!other) return false;
    const listed = [
      [word.key, other.key],
      [word.source, other.source],
    ].some(([one = '', two = '']) => rules.minimalPairs.get(one)?.has(two) === true);
    return listed && bare(word.key) !== bare(other.key);
  });
}

function soundsNear({ said, want, pieces }: Stretch, judging: Judging): boolean {
  if (pieces.every(({ relation }) => relation === 'typo' || relation === 'near')) return true;
  if (said.length === 0 || want.length === 0) return false;
  // Numbers differ in what they count, however alike they sound; the pairs that matter are listed.
  if ([...said, ...want].some(({ key }) => /^[#@]/.test(key))) return false;
  const join = (words: readonly Word[]): string => words.map(({ source }) => source).join('');
  const [a, b] = [join(said), join(want)];
  return bigramLikeness(a, b) >= NEAR_BY_EAR || soundLikeness(a, b, judging.rules.code) !== 'far';
}

/**
 * Whether a wrong answer may be a right one that was misheard: every stretch that differs sounds like
 * what is wanted there. A "not", an article, another form of the word are meant as they were said.
 */
export function mayBeMisheard(
  pieces: readonly AlignedPiece[],
  forgiven: ReadonlySet<AlignedPiece>,
  judging: Judging,
): Misheard {
  const differing = stretches(pieces, forgiven);
  const heard = differing.filter((one) => !isAllMeant(one, judging));
  if (heard.length === 0 || heard.length < differing.length) return false;
  if (!heard.every((one) => soundsNear(one, judging))) return false;
  return heard.every((one) => isListedPair(one, judging)) ? 'pair' : 'near';
}
