import { excludedAt, refutedAt, takesBack } from '../read/denial.ts';
import { isSort } from './names.ts';
import { relate, type Judging } from './relation.ts';
import type { Word } from '../read/reading.ts';

/** Where the wanted words stand inside a longer answer, and whether the rest only carries them. */
export interface Contained {
  readonly start: number;
  readonly end: number;
  /** "The capital of France is Paris": the words around are a full sentence, not other answers. */
  readonly carried: boolean;
}

/**
 * Finds the wanted words, in one piece, inside a longer answer. Null when they are not there, when
 * the rest denies them, or when several answers are offered ("Paris or London").
 */
export function findContained(
  said: readonly Word[],
  want: readonly Word[],
  judging: Judging,
): Contained | null {
  const { rules, strictness } = judging;
  if (want.length === 0 || want.length >= said.length) return null;
  const fits = (start: number): boolean =>
    want.every((word, k) => {
      const other = said[start + k];
      if (!other) return false;
      const relation = relate(other, word, judging);
      return (
        relation === 'same' ||
        relation === 'alike' ||
        (relation === 'typo' && strictness === 'lenient')
      );
    });
  for (let start = said.length - want.length; start >= 0; start--) {
    if (!fits(start)) continue;
    const end = start + want.length;
    const around = [...said.slice(0, start), ...said.slice(end)];
    if (around.some((word) => rules.or.has(word.key)) || takesBack(around, rules)) return null;
    if (excludedAt(said, start, rules) || refutedAt(said, end, rules)) return null;
    const before = said[start - 1]?.key ?? '';
    const after = said[end];
    // "Twelve thirty" is another time than twelve.
    const counts = /^[#@]/.test(want.at(-1)?.key ?? '');
    if (counts && after?.pause === false && after.key.startsWith('#')) return null;
    // "The capital of Canada" is another place than Canada.
    const leadsIn =
      rules.copulas.has(before) ||
      (rules.prepositions.has(before) &&
        (!rules.owning.has(before) || isSort(said[start - 2]?.key ?? '', rules)));
    const opens = start === 0 || leadsIn || (rules.articles.has(before) && start === 1);
    const overArticle = rules.articles.has(before) && rules.copulas.has(said[start - 2]?.key ?? '');
    // "three cats" answers "how many".
    const counted = want.at(-1)?.key.startsWith('#') === true && end === said.length - 1;
    const closes =
      after === undefined || counted || (rules.copulas.has(after.key) && (start === 0 || opens));
    const joined = rules.and.has(before) || rules.and.has(after?.key ?? '');
    const carried = !joined && (strictness === 'lenient' || ((opens || overArticle) && closes));
    return { start, end, carried };
  }
  return null;
}

/** A clause of more words than an answer has, and of fewer than a talk. */
const SHORTEST_REMARK = 3;
const LONGEST_REMARK = 10;

/**
 * Whether pauses set the wanted words off from one remark before or after them: "we did this in class,
 * silver". A remark that counts may be another answer to a question for a number.
 */
export function isSetOff(
  said: readonly Word[],
  want: readonly Word[],
  { start, end }: Contained,
  { rules }: Judging,
): boolean {
  const opens = rules.articles.has(said[start - 1]?.key ?? '') ? start - 1 : start;
  if (opens > 0 && end < said.length) return false;
  if (opens > 0 ? said[opens]?.pause !== true : said[end]?.pause !== true) return false;
  const remark = opens > 0 ? said.slice(0, opens) : said.slice(end);
  const isNumber = ({ key }: Word): boolean => /^[#@]/.test(key);
  return (
    remark.length >= SHORTEST_REMARK &&
    remark.length <= LONGEST_REMARK &&
    remark.length > want.length &&
    remark.slice(1).every(({ pause }) => !pause) &&
    !(want.some(isNumber) && remark.some(isNumber))
  );
}
