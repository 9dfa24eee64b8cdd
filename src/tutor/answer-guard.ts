import type { Accept, Lesson, Step } from '../contracts/lesson.ts';
import { readAnswer, type Answer } from '../lessons/check/compare/answer.ts';
import { bare } from '../lessons/check/read/fold.ts';
import { hasKeyword } from '../lessons/check/compare/keywords.ts';
import { languageRules } from '../lessons/check/read/language.ts';
import { compilePattern, patternReadings } from '../lessons/check/read/pattern.ts';
import { modelAnswer } from '../lessons/check-step.ts';
import { keyValue, readText } from '../lessons/check/read/reading.ts';
import { answerLanguage, instructionLanguage, promptOf } from '../lessons/step-facts.ts';
import { areCognates, lettersOf, shownWithGaps, undisguised } from './disguised-words.ts';
import { placesNamed } from './option-places.ts';

/** Answers of this many letters are found however they are spelled out ("P, a, r, i, s"). */
const SPELLED_LETTERS = 4;
/** Backwards, shorter ones stand in many words by chance. */
const REVERSED_LETTERS = 5;
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

/** Whether the letters of an answer stand in a sentence, in a row, backwards or with a few gaps. */
function spells(sentence: string, strings: readonly string[], text: string): boolean {
  const wanted = lettersOf(text);
  const size = [...wanted].length;
  if (size < SPELLED_LETTERS) return false;
  const backwards = [...wanted].reverse().join('');
  const found = strings.some(
    (letters) =>
      letters.includes(wanted) || (size >= REVERSED_LETTERS && letters.includes(backwards)),
  );
  return found || shownWithGaps(sentence, wanted);
}

/** A short answer backwards is a word of its own: "sap" for "pas". */
const isBackwards = (sentence: string, text: string): boolean => {
  const wanted = [...lettersOf(text)];
  const backwards = [...wanted].reverse().join('');
  const words = sentence.match(/[\p{L}\p{N}]+/gu) ?? [];
  return (
    wanted.length > 2 &&
    wanted.join('') !== backwards &&
    words.some((one) => lettersOf(one) === backwards)
  );
};

/** The values of numbers that an answer is: 7, "seven", "7 km"; in any language they are the same. */
function valuesIn(texts: readonly string[], language: string): readonly number[] {
  const rules = languageRules(language);
  const judging = { rules, strictness: 'normal', spoken: false, verbatim: false } as const;
  return texts.flatMap((text) => {
    const [first, ...more] = readAnswer(text, judging).readings[0]?.words ?? [];
    const value = keyValue(first?.key ?? '');
    return value === null || more.length > 1 ? [] : [value];
  });
}

/** Languages whose number words are known to learners of one of them. */
const LANGUAGES = ['en', 'es', 'fr', 'de'] as const;

/** Whether a number is said in another language than the answer's: "siete" for seven. */
function namesValue(sentence: string, values: readonly number[]): boolean {
  // "Un" and "ein" are articles more often than one.
  const telling = values.filter((value) => value !== 1);
  if (telling.length === 0) return false;
  return LANGUAGES.some((language) => {
    const rules = languageRules(language);
    const manner = { byEar: false, loose: true, numbers: 'apart' } as const;
    return readText(sentence, rules, manner).words.some(({ key }) => {
      const value = keyValue(key);
      return value !== null && telling.includes(value);
    });
  });
}

/** Whether the place of the right option is named: "the first one". Of two, either place tells. */
function namesPlace(lesson: Lesson, step: Step, sentence: string): boolean {
  if (step.kind !== 'choose') return false;
  const count = step.options.length;
  const languages = new Set([instructionLanguage(lesson, step), answerLanguage(lesson, step)]);
  const named = [...languages].flatMap((language) => placesNamed(sentence, language, count));
  if (count === 2 && named.length > 0) return true;
  return named.some((place) => step.options[place]?.correct === true);
}

/** Words that the task shows already give nothing away. */
const wordsIn = (text: string): readonly string[] => text.match(/[\p{L}\p{M}]+/gu) ?? [];

/** Whether the sentence holds an answer's only word in another language's spelling. */
function namesCognate(sentence: string, texts: readonly string[], shown: string): boolean {
  const seen = new Set(wordsIn(shown).map(lettersOf));
  const fresh = wordsIn(sentence).filter((one) => !seen.has(lettersOf(one)));
  return texts.some((text) => {
    const [only, ...more] = wordsIn(text).filter((one) => [...one].length > 3);
    return only !== undefined && more.length === 0 && fresh.some((one) => areCognates(one, only));
  });
}

/**
 * Whether a sentence says an answer that the learner is still to find, in whatever disguise: in full,
 * spelled, backwards, with gaps or look-alike letters, in another language's spelling or number words,
 * or by its place among the options. `known` are words the learner has said already, which give
 * nothing away. Errs on the side of yes.
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
  if (namesPlace(lesson, step, sentence)) return true;
  const language = answerLanguage(lesson, step);
  const judging = {
    rules: languageRules(language),
    strictness: 'normal',
    spoken: true,
    verbatim: false,
  } as const;
  const read = (text: string) => readAnswer(text, judging);
  const said = read(sentence);
  const before = read(known);
  const saidWords = wordsOf(said);
  const strings = undisguised(sentence);
  const spelled = (text: string) => spells(sentence, strings, text) || isBackwards(sentence, text);
  const told = (text: string) =>
    spelled(text) ||
    wordsOf(read(text)).some((wanted) => saidWords.some((words) => holds(words, wanted)));
  const isNew = (word: string) => !hasKeyword(before, word);
  const shown = `${promptOf(lesson, step, turnIndex).text} ${step.prompt} ${known}`;
  return (
    texts.some(told) ||
    namesValue(sentence, valuesIn(texts, language)) ||
    namesCognate(sentence, texts, shown) ||
    keywords.some(
      (group) =>
        group.some(isNew) && group.every((word) => hasKeyword(said, word) || spelled(word)),
    )
  );
}
