import type { Accept, Lesson, Step } from '../../contracts/lesson.ts';
import { writtenNumber } from '../check/compare/match-number.ts';
import { compilePattern, patternReadings } from '../check/read/pattern.ts';
import { answerLanguage, strictnessOf } from '../step-facts.ts';

/** What may be said at a step, as texts that a recogniser can be asked about. */
export interface Expected {
  /** Ways of being right. */
  readonly accepted: readonly string[];
  /** Mistakes that the teacher foresaw, and the other options of a choice. */
  readonly wrong: readonly string[];
  /** Every way of being right is in `accepted`: what is none of them may be refused by ear. */
  readonly complete: boolean;
  /** How it is put is the point, not only what is meant. */
  readonly form: boolean;
  /** So are its sounds, one by one. */
  readonly sounds: boolean;
  /** BCP 47 of the answer. */
  readonly language: string;
}

/** More readings of a pattern are not written out. */
const MOST_READINGS = 200;
/** `...` stands for any words, which nobody can be asked about. */
const OPEN = /\.{3}|…/;

interface Texts {
  readonly texts: readonly string[];
  readonly complete: boolean;
}

function textsOf(accept: Accept, language: string): Texts {
  if (typeof accept === 'string') return plain(accept);
  if ('text' in accept) return plain(accept.text);
  if ('pattern' in accept) {
    const readings = patternReadings(compilePattern(accept.pattern), MOST_READINGS);
    const texts = readings.filter((text) => !OPEN.test(text));
    return { texts, complete: texts.length === readings.length && texts.length < MOST_READINGS };
  }
  if ('number' in accept) {
    const texts = [
      writtenNumber(accept, language),
      writtenNumber({ number: accept.number }, language),
    ];
    return { texts: [...new Set(texts)], complete: !accept.tolerance };
  }
  return { texts: [], complete: false };
}

const plain = (text: string): Texts =>
  OPEN.test(text) ? { texts: [], complete: false } : { texts: [text], complete: true };

function gathered(accepts: readonly Accept[], language: string): Texts {
  const all = accepts.map((accept) => textsOf(accept, language));
  return {
    texts: [...new Set(all.flatMap(({ texts }) => texts))],
    complete: all.every(({ complete }) => complete),
  };
}

/** In these lessons it is the words themselves that are learned. */
const FORM_TOPICS: readonly Lesson['topic'][] = ['grammar', 'pronunciation'];

/** What may be said here; null where nothing in particular is asked for. */
export function expectedAt(lesson: Lesson, step: Step, turnIndex: number): Expected | null {
  const language = answerLanguage(lesson, step);
  const form = strictnessOf(lesson, step) === 'exact' || FORM_TOPICS.includes(lesson.topic);
  const expected = (
    accepts: readonly Accept[],
    wrong: readonly Accept[],
    model?: string,
  ): Expected | null => {
    const right = gathered(model === undefined ? accepts : [...accepts, model], language);
    if (right.texts.length === 0) return null;
    return {
      accepted: right.texts,
      wrong: gathered(wrong, language).texts,
      complete: right.complete,
      form,
      sounds: lesson.topic === 'pronunciation',
      language,
    };
  };
  switch (step.kind) {
    case 'ask':
      return expected(step.accept, step.wrong?.map(({ when }) => when) ?? [], step.model);
    case 'repeat':
      return expected([step.sentence], []);
    case 'choose': {
      const texts = (correct: boolean) =>
        step.options.filter((each) => (each.correct === true) === correct).map(({ text }) => text);
      return expected(texts(true), texts(false));
    }
    case 'dialogue': {
      const turn = step.turns[turnIndex];
      if (!turn || !('learner' in turn)) return null;
      return expected(turn.accept, turn.wrong?.map(({ when }) => when) ?? [], turn.model);
    }
    case 'say':
    case 'talk':
    case 'teach-back':
      return null;
  }
}
