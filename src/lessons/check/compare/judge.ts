import type { Reason } from '../../../contracts/answer-check.ts';
import { accentCounts } from './accents.ts';
import { ANY_WORDS, weight, type AlignedPiece } from './align.ts';
import { mayBeMisheard } from './doubt.ts';
import type { Grade, Misheard } from './match.ts';
import type { Judging } from './relation.ts';
import { denialOf } from '../read/denial.ts';
import type { Word } from '../read/reading.ts';

/** What an alignment amounts to. */
export interface Judgement {
  readonly grade: Grade;
  readonly reason: Reason;
  /** Differences that do not count here; shown without a mark. */
  readonly forgiven: ReadonlySet<AlignedPiece>;
  readonly misheard: Misheard;
}

type Fault = 'free' | 'slip' | 'fatal';
/** What is forgiven and still shown as it is written. */
const MISSPELLED: ReadonlySet<string> = new Set(['typo', 'accent', 'apostrophe', 'homophone']);
const text = (words: readonly Word[]): string => words.map((word) => word.source).join(' ');
const isNumber = (word: Word | undefined): boolean => /^[#@]/.test(word?.key ?? '');

/** Meaningful words of what is wanted. */
function contentCount(want: readonly Word[], judging: Judging): number {
  return want.filter((word) => word.key !== ANY_WORDS && weight(word, judging) === 1).length;
}

function articleFault(piece: AlignedPiece, want: readonly Word[], judging: Judging): Fault {
  const { rules, strictness, spoken, verbatim } = judging;
  if (strictness === 'lenient') return 'free';
  if (strictness === 'exact' || verbatim) return 'slip';
  if (piece.relation === 'missing' || piece.relation === 'extra') {
    // "house" for "the house" is the word that was asked for; inside a sentence the article is missed.
    const phrase = want.length <= 3 || piece.want[0] === want[0] || piece.relation === 'extra';
    return phrase || (spoken && !rules.gendered) ? 'free' : 'slip';
  }
  if (rules.gendered) return 'slip';
  const indefinite = (word: Word | undefined) => word?.key === 'a' || word?.key === 'an';
  return indefinite(piece.said[0]) && indefinite(piece.want[0]) && !spoken ? 'slip' : 'free';
}

function faultOf(piece: AlignedPiece, want: readonly Word[], judging: Judging): Fault {
  const { rules, strictness, spoken, verbatim } = judging;
  const content = contentCount(want, judging);
  const words = [...piece.said, ...piece.want];
  const all = (set: ReadonlySet<string>): boolean => words.every((word) => set.has(word.key));
  switch (piece.relation) {
    case 'same':
    case 'alike':
      return 'free';
    case 'accent':
      return accentCounts(piece, want, judging) ? 'slip' : 'free';
    case 'digits':
      // A number alone is asked for in words; in a sentence it is one word of several.
      return want.length > 1 ? 'free' : 'slip';
    case 'synonym':
      return 'slip';
    case 'homophone':
      // A sentence to say after the tutor is said, however it is written.
      return verbatim ? 'free' : 'slip';
    case 'apostrophe':
    case 'typo':
      return strictness === 'lenient' ? 'free' : 'slip';
    case 'ending':
      // A verb form on its own is the whole question.
      if (content === 0 && want.length < 3) return 'fatal';
      return strictness === 'exact' && content === 1 && want.length < 3 && !spoken
        ? 'fatal'
        : 'slip';
    case 'near':
    case 'other':
      // An article asked for by itself is the whole question.
      if (all(rules.articles) && content === 0 && want.length === 1) return 'fatal';
      if (all(rules.articles)) return articleFault(piece, want, judging);
      if (words.some((word) => rules.negations.has(word.key) || isNumber(word))) return 'fatal';
      if (all(rules.prepositions) && want.length >= 4) return 'slip';
      // One word of a long sentence repeated otherwise is a slip of the ear or the tongue.
      return verbatim && want.length >= 5 ? 'slip' : 'fatal';
    case 'missing':
    case 'extra': {
      if (all(rules.articles)) return articleFault(piece, want, judging);
      if (words.some((word) => rules.negations.has(word.key) || isNumber(word))) return 'fatal';
      // "Hardly" takes back what it stands beside.
      if (words.some(({ key }) => denialOf(rules).doubters.has(key))) return 'fatal';
      if (all(rules.dropped) && strictness !== 'exact' && !verbatim) return 'free';
      if (words.every((word) => word.counted || rules.yes.has(word.key))) return 'slip';
      const little = words.every((word) => weight(word, judging) < 1);
      if (piece.relation === 'extra') {
        if (words.some((word) => rules.or.has(word.key))) return 'fatal';
        const beforeNumber =
          all(rules.prepositions) && want.some(isNumber) && strictness !== 'exact';
        return beforeNumber || (strictness === 'lenient' && little) ? 'free' : 'slip';
      }
      if (strictness === 'lenient' && little && content > 0) return 'free';
      return (little && content > 0) || content >= 3 ? 'slip' : 'fatal';
    }
  }
}

function slipReason(piece: AlignedPiece, judging: Judging): Reason {
  const { rules, spoken } = judging;
  const said = text(piece.said);
  const want = text(piece.want);
  const key = (name: string): Reason => ({ key: `close.${name}`, params: { said, want } });
  switch (piece.relation) {
    case 'accent':
      return key('accent');
    case 'digits':
      return key('inWords');
    case 'synonym':
      return key('synonym');
    case 'ending':
      return key('ending');
    case 'missing':
      return key('missingWord');
    case 'extra':
      return key('extraWord');
    case 'typo':
    case 'apostrophe':
    case 'homophone':
      return key(spoken ? 'heard' : 'typo');
    case 'near':
    case 'other':
    case 'same':
    case 'alike':
      return key(rules.articles.has(piece.want[0]?.key ?? '') ? 'article' : 'word');
  }
}

/** How many slips an answer of this size may hold and still be nearly right. */
function slipsForgiven(words: number, judging: Judging): number {
  const base = words <= 4 ? 1 : words <= 9 ? 2 : 3;
  return base + (judging.strictness === 'lenient' || judging.verbatim ? 1 : 0);
}

/**
 * Which words of the answer are not right yet, by their place in it, so that a mistake is not said
 * again; or how many are left out, where none of those that were said is wrong.
 */
function wordsToMend(as: 'close' | 'wrong', pieces: readonly AlignedPiece[]): Reason {
  const units = pieces.flatMap((piece) => piece.said.map((word) => word.unit + 1));
  const places = [...new Set(units)].sort((a, b) => a - b);
  if (places.length > 0) {
    const params = { count: places.length, places: places.join(', ') };
    return as === 'close' ? { key: 'close.words', params } : { key: 'wrong.words', params };
  }
  const params = { count: pieces.flatMap((piece) => piece.want).length };
  return as === 'close'
    ? { key: 'close.missingWords', params }
    : { key: 'wrong.missingWords', params };
}

function wrongReason(
  fatal: readonly AlignedPiece[],
  different: readonly AlignedPiece[],
  score: number,
  length: number,
  judging: Judging,
): Reason {
  const words = fatal.flatMap((piece) => [...piece.said, ...piece.want]);
  const denial = words.find((word) => judging.rules.negations.has(word.key));
  const onlyDenied = fatal.every((piece) => piece.relation === 'extra');
  if (denial && (score >= 0.3 || onlyDenied)) {
    return { key: 'wrong.negation', params: { said: denial.source } };
  }
  if (fatal.length > 0 && fatal.every((piece) => isNumber(piece.want[0]))) {
    // Where none was given, it is not that one that is wrong.
    const given = fatal.some((piece) => piece.said.some(isNumber));
    if (given) return { key: 'wrong.number' };
  }
  if (score < 0.34 || length <= 2) return { key: 'wrong.other' };
  return wordsToMend('wrong', different);
}

/** Whether a piece is left out right after another one that is, both of little meaning. */
function followsGap(
  pieces: readonly AlignedPiece[],
  piece: AlignedPiece,
  before: AlignedPiece | undefined,
  judging: Judging,
): boolean {
  const gap = (one: AlignedPiece): boolean =>
    one.relation === 'missing' && one.want.every((word) => weight(word, judging) < 1);
  const beside = pieces[pieces.indexOf(piece) - 1] === before;
  return before !== undefined && beside && gap(before) && gap(piece);
}

/** Weighs the differences of an alignment and names the one that matters most. */
export function judge(
  pieces: readonly AlignedPiece[],
  want: readonly Word[],
  score: number,
  judging: Judging,
): Judgement {
  const forgiven = new Set<AlignedPiece>();
  const slips: AlignedPiece[] = [];
  const fatal: AlignedPiece[] = [];
  for (const piece of pieces) {
    const fault = faultOf(piece, want, judging);
    if (fault === 'free') forgiven.add(piece);
    else (fault === 'slip' ? slips : fatal).push(piece);
  }
  const different = [...slips, ...fatal];
  const misheard = judging.spoken && mayBeMisheard(pieces, forgiven, judging);
  // Little words left out side by side ("it is") are one slip; so are missing accents.
  const [first] = slips;
  const gaps = slips.filter(
    (piece, i) =>
      followsGap(pieces, piece, slips[i - 1], judging) ||
      (i > 0 && piece.relation === 'accent' && slips[i - 1]?.relation === 'accent') ||
      (piece.relation === 'apostrophe' &&
        slips.slice(0, i).some((one) => one.relation === 'apostrophe')),
  );
  const slipCount = slips.length - gaps.length;
  const run: AlignedPiece = {
    relation: first?.relation ?? 'same',
    said: first?.said ?? [],
    want: slipCount === 1 ? slips.flatMap((piece) => piece.want) : [],
  };
  if (fatal.length === 0 && first === undefined) {
    const plain = pieces.every((piece) => piece.relation === 'same');
    const spelled = pieces.filter(({ relation }) => MISSPELLED.has(relation));
    const want = spelled.map((piece) => text(piece.want)).join(', ');
    const reason: Reason = want ? { key: 'rightSpelled', params: { want } } : { key: 'right' };
    return { grade: plain ? 'exact' : 'alike', reason, forgiven, misheard };
  }
  if (fatal.length === 0 && first && slipCount <= slipsForgiven(want.length, judging)) {
    const reason: Reason = slipCount === 1 ? slipReason(run, judging) : wordsToMend('close', slips);
    return { grade: 'close', reason, forgiven, misheard };
  }
  const reason = wrongReason(fatal, different, score, want.length, judging);
  return { grade: 'miss', reason, forgiven, misheard };
}
