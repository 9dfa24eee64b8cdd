import type { Accept, Lesson, Step } from '../contracts/lesson.ts';
import { readAnswer, type Answer } from '../lessons/check/answer.ts';
import { bare, fold } from '../lessons/check/fold.ts';
import { hasKeyword } from '../lessons/check/keywords.ts';
import { languageRules } from '../lessons/check/language.ts';
import { compilePattern, patternReadings } from '../lessons/check/pattern.ts';
import { modelAnswer } from '../lessons/check-step.ts';
import { answerLanguage } from '../lessons/step-facts.ts';

/** Answers of this many letters are found however they are spelled out ("P, a, r, i, s"). */
const SPELLED_LETTERS = 4;
/** A pattern is looked for in so many of its readings. */
const MOST_READINGS = 60;
/** A hint is a sentence. What is longer was never asked for, so it is not looked through either. */
const LONGEST_REPLY = 1_500;

/** What a step wants to hear: texts, and groups of words of which all must be said. */
interface AnswerKey {
  readonly texts: readonly string[];
  readonly keywords: readonly (readonly string[])[];
}

function keyOf(accepts: readonly Accept[], model: string | null): AnswerKey {
  const texts: string[] = model === null ? [] : [model];
  const keywords: (readonly string[])[] = [];
  for (const accept of accepts) {
    if (typeof accept === 'string') texts.push(accept);
    else if ('text' in accept) texts.push(accept.text);
    else if ('number' in accept) texts.push(String(accept.number));
    else if ('pattern' in accept) {
      texts.push(...patternReadings(compilePattern(accept.pattern), MOST_READINGS));
    } else {
      const { all = [], any = [] } = accept.keywords;
      keywords.push(...(all.length > 0 ? [all] : []), ...any.map((word) => [word]));
    }
  }
  return { texts, keywords };
}

/** The answers that must not be given away here; empty where nothing is hidden. */
function answerKey(lesson: Lesson, step: Step, turnIndex: number): AnswerKey {
  const model = modelAnswer(lesson, step, turnIndex);
  switch (step.kind) {
    case 'say':
    case 'talk':
    case 'repeat':
      // The sentence to say after the tutor is no secret.
      return { texts: [], keywords: [] };
    case 'ask':
      return keyOf(step.accept, model);
    case 'choose':
      return keyOf(
        step.options.filter((one) => one.correct).map(({ text }) => text),
        null,
      );
    case 'dialogue': {
      const turn = step.turns[turnIndex];
      return turn && 'learner' in turn ? keyOf(turn.accept, model) : keyOf([], null);
    }
    case 'teach-back':
      return { texts: [], keywords: step.points.flatMap(({ any }) => any.map((word) => [word])) };
  }
}

const letters = (text: string): string => bare(fold(text)).replace(/[^\p{L}\p{N}]/gu, '');

const wordsOf = (answer: Answer): string[][] =>
  answer.readings.map((reading) =>
    reading.words
      .map(({ key }) => bare(key).replace(/['’]s$/u, ''))
      .filter((key) => !answer.judging.rules.articles.has(key)),
  );

/** Whether `wanted` stands in `said`, word after word. */
function holds(said: readonly string[], wanted: readonly string[]): boolean {
  if (wanted.length === 0) return false;
  return said.some((_, at) => wanted.every((word, k) => said[at + k] === word));
}

/**
 * Whether a sentence says an answer that the learner is still to find; `known` are words the
 * learner has said already, which give nothing away. Errs on the side of yes.
 */
export function givesAway(
  lesson: Lesson,
  step: Step,
  turnIndex: number,
  sentence: string,
  known = '',
): boolean {
  const { texts, keywords } = answerKey(lesson, step, turnIndex);
  if (texts.length === 0 && keywords.length === 0) return false;
  if (sentence.length > LONGEST_REPLY) return true;
  const rules = languageRules(answerLanguage(lesson, step));
  const judging = { rules, strictness: 'normal', spoken: true, verbatim: false } as const;
  const read = (text: string) => readAnswer(text, judging);
  const said = read(sentence);
  const before = read(known);
  const saidWords = wordsOf(said);
  const squeezed = letters(sentence);
  const spelled = (text: string) => {
    const wanted = letters(text);
    return [...wanted].length >= SPELLED_LETTERS && squeezed.includes(wanted);
  };
  const told = (text: string) =>
    spelled(text) ||
    wordsOf(read(text)).some((wanted) => saidWords.some((words) => holds(words, wanted)));
  const isNew = (word: string) => !hasKeyword(before, word);
  return (
    texts.some(told) ||
    keywords.some(
      (group) =>
        group.some(isNew) && group.every((word) => hasKeyword(said, word) || spelled(word)),
    )
  );
}
