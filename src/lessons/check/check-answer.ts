import type { AnswerCheck, Reason } from '../../contracts/answer-check.ts';
import type { Accept, KnownWrong, Strictness } from '../../contracts/lesson.ts';
import { withoutArtefacts } from './read/artefacts.ts';
import { cleanText, fold } from './read/fold.ts';
import { languageRules } from './read/language.ts';
import { matchAccept, plainText } from './compare/match-accept.ts';
import { readAnswer, type Answer } from './compare/answer.ts';
import { matchText } from './compare/match-text.ts';
import { better, isRight, type Match } from './compare/match.ts';
import { allRight } from './compare/several.ts';
import { isUnfinished } from './compare/unfinished.ts';

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
/**
 * Above this a near word was said, not misheard. Words that lessons set against each other ("ship",
 * "sheep") are heard with care; for all others recognisers are surer of themselves than they should be.
 */
const SURE = { pair: 0.8, near: 0.92 } as const;
const LONGEST_QUOTE = 80;
/** Reasons of answers that are whole, though more could be said. */
const SAID_ENOUGH: ReadonlySet<string> = new Set(['close.unit', 'close.fullName']);

/** The answer as it is quoted in "Did you say …?". */
export function quoteAnswer(answer: string): string {
  const text = cleanText(answer);
  return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE).trimEnd()}…` : text;
}

function doubtful(match: Match, confidence: number | undefined): boolean {
  if (confidence !== undefined && confidence < GUESSED) return true;
  if (match.misheard === false) return false;
  return confidence === undefined || confidence < SURE[match.misheard];
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

/**
 * Whether a right answer comes before a mistake that is foreseen: said in full, where the mistake is
 * only found by a pattern or inside a longer answer, or where the words are no nearer to the mistake
 * ("queria un cafe" is not "quería una café", however leniently articles are taken).
 */
function beforeMistake(best: Match, mistake: Match): boolean {
  if (best.grade === 'exact' && !best.broad) return true;
  if (!isRight(best) || best.broad) return false;
  const { swapped = 0 } = mistake;
  if (swapped > 0 && (best.swapped ?? 0) <= swapped) return true;
  return mistake.broad || (mistake.inside === true && best.inside !== true);
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
  const heard = withoutArtefacts(answer, model === undefined ? texts : [...texts, model], spoken);
  const read = readAnswer(heard, judging);
  if (!read.readings.some((reading) => reading.words.length > 0)) {
    return unsure({ key: spoken ? 'unsure.nothing' : 'unsure.noWords' }, 0);
  }

  let best: Match | null = null;
  for (const accept of expectation.accept) best = better(best, matchAccept(read, accept, heard));
  if (model !== undefined) best = better(best, matchText(read, model));
  if (best === null) return unsure({ key: 'unsure.nothing' }, 0);

  const mistake = foreseen(read, heard, expectation.wrong ?? []);
  if (mistake && !beforeMistake(best, mistake.match)) {
    const { entry, match } = mistake;
    const guessed = spoken && confidence !== undefined && confidence < GUESSED;
    const score = Math.min(best.score, 0.5);
    if (guessed)
      return unsure({ key: 'unsure.didYouSay', params: { said: quoteAnswer(heard) } }, score);
    return {
      verdict: 'wrong',
      matched: best.matched,
      diff: match.broad ? [] : best.diff,
      score,
      reason: { key: 'wrong.known' },
      feedback: entry.feedback,
    };
  }
  if (isRight(best) && best.ask !== undefined && confidence !== 1) {
    return unsure({ key: 'unsure.didYouSay', params: { said: best.ask } }, best.score);
  }
  if (isRight(best)) {
    const { matched, diff, score } = best;
    return { verdict: 'right', matched, diff, score, reason: fuller(best, heard) };
  }
  if (expectation.accept.length > 1 && allRight(read, expectation.accept)) {
    const diff = [{ kind: 'same' as const, said: heard }];
    return { verdict: 'right', matched: best.matched, diff, score: 1, reason: { key: 'right' } };
  }
  if (!SAID_ENOUGH.has(best.reason.key) && isUnfinished(read, expectation))
    return unsure({ key: 'unsure.thinking' }, best.score);
  if (spoken && doubtful(best, confidence)) {
    return unsure({ key: 'unsure.didYouSay', params: { said: quoteAnswer(heard) } }, best.score);
  }
  return {
    verdict: best.grade === 'close' ? 'close' : 'wrong',
    matched: best.matched,
    diff: best.diff,
    score: best.score,
    reason: best.reason,
  };
}
