import { primaryLanguage } from '../base/primary-language.ts';
import type { AnswerCheck } from '../contracts/answer-check.ts';
import type { Transcript } from '../contracts/engine.ts';
import type { Lesson, Step } from '../contracts/lesson.ts';
import { checkStep } from './check-step.ts';
import { numberWords } from './check/read/number-words.ts';
import { bare, cleanText, fold } from './check/read/fold.ts';
import { candidatesFor, type Candidate } from './listening/candidates.ts';
import { decide } from './listening/decide.ts';
import { expectedAt } from './listening/expected.ts';
import { isUnjudged, STILL_THINKING } from './stepping.ts';

/** What a spoken answer came to. */
export type ListenedAnswer =
  /** `answer`: the words that were judged: the transcript, or the accepted answer that was said. */
  | { readonly kind: 'judged'; readonly answer: string; readonly check: AnswerCheck }
  /** It cannot be told, and costs nothing. `weakest`: of a sentence to repeat, the word to say again. */
  | { readonly kind: 'ask-again'; readonly answer: string; readonly weakest?: string };

/** Listens to one answer, knowing what was asked. */
export interface AnswerListener {
  /** What to ask the recogniser about, once it has heard something; see `TranscribeOptions`. */
  candidates(heard: string): readonly string[];
  /** Whether these words are the answer as they stand; never where nothing in particular is wanted. */
  isAnswer(heard: string): boolean;
  /**
   * Whether this is the whole answer, so that no more needs to be waited for: it is right, every way
   * of being right is known, and it is no number that may go on ("twenty … five").
   */
  endsTurn(transcript: Transcript): boolean;
  judge(transcript: Transcript): ListenedAnswer;
}

/** The reason of an answer that was accepted by its sound; `heard` is the transcript. */
export const BY_EAR = 'rightByEar';

/** Round numbers are the beginnings of others. */
function mayGoOn(text: string, language: string): boolean {
  const last = words(text).split(' ').at(-1) ?? '';
  const value = numberWords(primaryLanguage(language)).cardinals.get(last) ?? Number(last);
  return value >= 20 && value % 10 === 0;
}

const words = (text: string): string =>
  bare(fold(cleanText(text)))
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/**
 * A listener for the question at `turnIndex` of a step. Recognisers that cannot measure how an answer
 * fits, and steps that ask for nothing in particular, are judged by their transcript alone.
 */
export function listenToAnswer(lesson: Lesson, step: Step, turnIndex: number): AnswerListener {
  const expected = expectedAt(lesson, step, turnIndex);
  const check = (answer: string, confidence: number | undefined) =>
    checkStep(lesson, step, answer, {
      turnIndex,
      spoken: true,
      ...(confidence === undefined ? {} : { confidence }),
    });
  /** Words that are certain are judged as if they were written: nothing is put down to the ear. */
  const checkWords = (answer: string) =>
    checkStep(lesson, step, answer, { turnIndex, spoken: false });
  const isRight = (text: string) => checkWords(text).verdict === 'right';
  let known: { readonly heard: string; readonly candidates: readonly Candidate[] } | null = null;
  /**
   * Nothing, where the transcript is right as it stands and only what is meant counts: measuring takes
   * time, and would change nothing.
   */
  function candidatesOf(heard: string): readonly Candidate[] {
    if (!expected) return [];
    const all = candidatesFor(expected, heard, isRight);
    const slips = all.filter(({ kind }) => kind === 'rival' || kind === 'wrong');
    const slipped = slips.some(({ text }) => words(text) === words(heard));
    const believed = !expected.form && !slipped && check(heard, 1).verdict === 'right';
    return believed ? [] : all;
  }
  /** Asked for twice, before the recogniser looks and after. */
  function asked(heard: string): readonly Candidate[] {
    if (known?.heard !== heard) known = { heard, candidates: candidatesOf(heard) };
    return known.candidates;
  }

  return {
    candidates: (heard) => asked(heard).map(({ text }) => text),
    isAnswer: (heard) => expected !== null && isRight(heard),
    endsTurn(transcript) {
      if (!expected?.complete || mayGoOn(transcript.text, expected.language)) return false;
      const listened = judge(transcript);
      return listened.kind === 'judged' && listened.check.verdict === 'right';
    },
    judge,
  };

  function judge(transcript: Transcript): ListenedAnswer {
    const { fit, confidence } = transcript;
    const answer = transcript.text.trim();
    const written = check(answer, confidence);
    if (written.reason.key === STILL_THINKING) return { kind: 'judged', answer, check: written };
    const certain = check(answer, 1);
    const right = certain.verdict === 'right';
    if (!expected || !fit?.heard || !fit.limits) {
      // Right as it stands is right, however unsure the recogniser was.
      return { kind: 'judged', answer, check: right ? certain : written };
    }
    const heard = decide({
      fit,
      limits: fit.limits,
      candidates: asked(fit.heard.text),
      transcriptRight: right,
      sameWords: (text) => words(text) === words(answer),
      complete: expected.complete,
      form: expected.form,
    });
    // A model that went round in circles says nothing of what was not said.
    if (transcript.doubt === 'repetition' && heard.kind !== 'accepted')
      return { kind: 'ask-again', answer };
    switch (heard.kind) {
      case 'as-written':
        return { kind: 'judged', answer, check: written };
      case 'accepted': {
        if (right) return { kind: 'judged', answer, check: certain };
        const reason = { key: BY_EAR, params: { heard: answer } };
        return { kind: 'judged', answer: heard.text, check: { ...check(heard.text, 1), reason } };
      }
      case 'not-accepted': {
        // Said clearly enough: nothing is left to confirm. A slip that passes as right is in doubt.
        const said = heard.text ?? answer;
        const found = heard.text === undefined ? check(answer, 1) : checkWords(heard.text);
        const shown = right ? said : answer;
        // Words that were clear and name none of the choices are answered by the question which.
        const doubtful = found.verdict === 'unsure' && !isUnjudged(found);
        return found.verdict === 'right' || doubtful
          ? { kind: 'ask-again', answer }
          : { kind: 'judged', answer: shown, check: found };
      }
      case 'ask-again': {
        const weakest = step.kind === 'repeat' ? heard.weakest : undefined;
        return { kind: 'ask-again', answer, ...(weakest === undefined ? {} : { weakest }) };
      }
    }
  }
}
