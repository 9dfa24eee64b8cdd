import type { AnswerCheck, Reason } from '../../contracts/answer-check.ts';
import type { Accept, KnownWrong, Strictness } from '../../contracts/lesson.ts';
import { bigramLikeness } from './edit-distance.ts';
import { cleanText, fold } from './fold.ts';
import { languageRules } from './language.ts';
import { matchAccept, plainText } from './match-accept.ts';
import { readAnswer, type Answer } from './answer.ts';
import { matchText } from './match-text.ts';
import { better, isRight, type Match } from './match.ts';

/** What counts as right, and how the answer came. */
export interface Expectation {
  readonly accept: readonly Accept[];
  readonly wrong?: readonly KnownWrong[] | undefined;
  readonly strictness: Strictness;
  /** BCP 47 of the answer. */
  readonly language: string;
  /** The answer that would be shown; right as well. */
  readonly model?: string | undefined;
  /** From speech recognition: case, punctuation, digits and homophones never count. */
  readonly spoken: boolean;
  /** 0..1, how sure the recogniser was; 1 once the learner has said "yes" to "Did you say …?". */
  readonly confidence?: number | undefined;
  /** A sentence said after the tutor: the very words count. False when absent. */
  readonly verbatim?: boolean | undefined;
}

/** Below this confidence the recogniser guessed, so nothing but a right answer is judged. */
export const GUESSED = 0.4;
/** Above this a near word was said, not misheard. */
const SURE = 0.8;
/** Share of neighbouring letters from which one word may have been misheard as another. */
const NEAR_BY_EAR = 0.6;
const LONGEST_QUOTE = 80;

/** The answer as it is quoted in "Did you say …?". */
export function quoteAnswer(answer: string): string {
  const text = cleanText(answer);
  return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE).trimEnd()}…` : text;
}

/** Whether a wrong answer may be a misheard right one. */
function soundsNear(match: Match, answer: string): boolean {
  if (match.misheard) return true;
  const words = (text: string): string[] => fold(cleanText(text)).match(/[\p{L}\p{N}']+/gu) ?? [];
  const want = words(match.matched);
  // The answer itself, or what it ends with: "The capital of France is Parish".
  return [words(answer), words(answer).slice(-want.length)].some(
    (said) => bigramLikeness(said.join(''), want.join('')) >= NEAR_BY_EAR,
  );
}

function doubtful(match: Match, answer: string, confidence: number | undefined): boolean {
  if (confidence !== undefined && confidence < GUESSED) return true;
  if (confidence !== undefined && confidence >= SURE) return false;
  return match.grade === 'close' ? match.misheard : soundsNear(match, answer);
}

const unsure = (reason: Reason, score: number): AnswerCheck => ({
  verdict: 'unsure',
  diff: [],
  score,
  reason,
});

function verbatim(answer: string, accept: readonly string[]): AnswerCheck | null {
  const same = (text: string): string => text.normalize('NFC').trim();
  const found = accept.find((text) => same(text) === same(answer));
  if (found === undefined) return null;
  return {
    verdict: 'right',
    matched: found,
    diff: answer
      .trim()
      .split(/\s+/)
      .map((said) => ({ kind: 'same', said })),
    score: 1,
    reason: { key: 'rightExactly' },
  };
}

function foreseen(
  answer: Answer,
  text: string,
  wrong: readonly KnownWrong[],
): { entry: KnownWrong; match: Match } | null {
  let found: { entry: KnownWrong; match: Match } | null = null;
  for (const entry of wrong) {
    const match = matchAccept(answer, entry.when, text);
    if (!isRight(match)) continue;
    if (found === null || better(found.match, match) === match) found = { entry, match };
  }
  return found;
}

/** Reason of a right answer that was not word for word what the teacher wrote. */
function fuller(match: Match, answer: string): Reason {
  if (match.reason.key !== 'right' || match.broad) return match.reason;
  const plain = (text: string): string => fold(cleanText(text)).replace(/[^\p{L}\p{N}' ]/gu, '');
  return plain(match.matched) === plain(answer) ? { key: 'rightExactly' } : match.reason;
}

/**
 * Judges one answer. An accepted answer said in full is always right; then come the mistakes the
 * teacher foresaw; then small slips. Never throws for any answer; a malformed pattern in the
 * lesson throws ParleyError `pattern-invalid`.
 */
export function checkAnswer(answer: string, expectation: Expectation): AnswerCheck {
  const { spoken, strictness, confidence, model } = expectation;
  const texts = expectation.accept.map(plainText).filter((text) => text !== null);
  const exactly = verbatim(answer, model === undefined ? texts : [...texts, model]);
  if (exactly) return exactly;

  const rules = languageRules(expectation.language);
  const judging = { rules, strictness, spoken, verbatim: expectation.verbatim === true };
  const read = readAnswer(answer, judging);
  if (!read.readings.some((reading) => reading.words.length > 0)) {
    return unsure({ key: 'unsure.nothing' }, 0);
  }

  let best: Match | null = null;
  for (const accept of expectation.accept) best = better(best, matchAccept(read, accept, answer));
  if (model !== undefined) best = better(best, matchText(read, model));
  if (best === null) return unsure({ key: 'unsure.nothing' }, 0);

  const mistake = foreseen(read, answer, expectation.wrong ?? []);
  const literal = best.grade === 'exact' && !best.broad;
  if (mistake && !literal && !(isRight(best) && mistake.match.broad && !best.broad)) {
    const { entry, match } = mistake;
    const guessed = spoken && confidence !== undefined && confidence < GUESSED;
    const score = Math.min(best.score, 0.5);
    if (guessed)
      return unsure({ key: 'unsure.didYouSay', params: { said: quoteAnswer(answer) } }, score);
    return {
      verdict: 'wrong',
      matched: best.matched,
      diff: match.broad ? [] : best.diff,
      score,
      reason: { key: 'wrong.known' },
      feedback: entry.feedback,
    };
  }
  if (isRight(best)) {
    const { matched, diff, score } = best;
    return { verdict: 'right', matched, diff, score, reason: fuller(best, answer) };
  }
  if (spoken && doubtful(best, answer, confidence)) {
    return unsure({ key: 'unsure.didYouSay', params: { said: quoteAnswer(answer) } }, best.score);
  }
  return {
    verdict: best.grade === 'close' ? 'close' : 'wrong',
    matched: best.matched,
    diff: best.diff,
    score: best.score,
    reason: best.reason,
  };
}
