import type { AnswerCheck } from '../../contracts/answer-check.ts';

/** A verdict laid out for the screen: the word, what follows it on the same line, the rest below. */
export interface VerdictWords {
  readonly tail: string;
  readonly rest: readonly string[];
}

/** A sentence longer than this stands under the heading, not in it. */
const HEADING_LENGTH = 60;

const bare = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/**
 * Splits what the tutor says about an answer. Its opening word is the heading already (`words` are
 * the ways in which it is said); a short reason joins it, the teacher's own sentence never does.
 */
export function verdictWords(
  feedback: readonly string[],
  words: readonly string[],
  check: AnswerCheck,
): VerdictWords {
  const [first = '', ...others] = feedback;
  const opens = words.some((word) => bare(word) === bare(first));
  const sentences = opens ? others : feedback;
  const [reason = '', ...rest] = sentences;
  const joins = !check.feedback && reason.length <= HEADING_LENGTH && /[.!?。！？]$/.test(reason);
  return joins ? { tail: reason, rest } : { tail: '', rest: sentences };
}
