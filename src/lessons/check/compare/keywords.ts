import type { Accept } from '../../../contracts/lesson.ts';
import { deniedAt } from '../read/keyword-denial.ts';
import type { Match } from './match.ts';
import { readAnswer, type Answer } from './answer.ts';
import type { Word } from '../read/reading.ts';
import { relate, relateJoined } from './relation.ts';

export type KeywordAccept = Extract<Accept, { keywords: object }>;

function sameWord(said: Word, want: Word, answer: Answer): boolean {
  const relation = relate(said, want, answer.judging);
  if (relation === 'same' || relation === 'alike' || relation === 'digits') return true;
  if (answer.judging.strictness === 'exact') return false;
  return relation === 'ending' || relation === 'typo' || relation === 'accent';
}

/** Whether a keyword, of one or more words, is said and not denied. */
export function hasKeyword(answer: Answer, keyword: string): boolean {
  const { judging } = answer;
  const { rules } = judging;
  const { negations, articles } = rules;
  const wanted = readAnswer(keyword, judging).readings[0]?.words ?? [];
  const want = wanted.filter((word) => wanted.length === 1 || !articles.has(word.key));
  if (want.length === 0) return false;
  const denying = want.some((word) => negations.has(word.key));
  return answer.readings.some((reading) => {
    const said = reading.words.filter((word) => want.length === 1 || !articles.has(word.key));
    return said.some((word, at) => {
      const [first] = want;
      const two = said[at + 1];
      const joined =
        want.length === 1 && first && two && relateJoined([word, two], first, judging) === 'alike';
      const fits = want.every((part, k) => {
        const other = said[at + k];
        return other !== undefined && sameWord(other, part, answer);
      });
      if (!fits && !joined) return false;
      const participle =
        rules.participles.has(word.key) && rules.auxiliaries.has(said[at - 1]?.key ?? '');
      if (participle) return false;
      return denying || !deniedAt(said, at, at + (fits ? want.length : 2), rules);
    });
  });
}

/** Compares an answer with keywords: every one of `all`, and one of `any`, in whatever order. */
export function matchKeywords(answer: Answer, accept: KeywordAccept): Match {
  const all = accept.keywords.all ?? [];
  const any = accept.keywords.any ?? [];
  const missing = all.filter((keyword) => !hasKeyword(answer, keyword));
  const one = any.length === 0 || any.some((keyword) => hasKeyword(answer, keyword));
  const parts = all.length + (any.length > 0 ? 1 : 0);
  const met = all.length - missing.length + (any.length > 0 && one ? 1 : 0);
  const score = parts === 0 ? 0 : met / parts;
  const matched = [...all, ...(all.length === 0 ? any.slice(0, 1) : [])].join(', ');
  const base = { broad: true, score, matched, diff: [], misheard: false as const };
  if (score === 1) return { ...base, grade: 'alike', reason: { key: 'right' } };
  const left = [...missing, ...(one ? [] : any.slice(0, 1))];
  const params = { points: left.join(', '), count: left.length };
  return score >= 0.5
    ? { ...base, grade: 'close', reason: { key: 'close.keywords', params } }
    : { ...base, grade: 'miss', reason: { key: 'wrong.keywords', params } };
}
