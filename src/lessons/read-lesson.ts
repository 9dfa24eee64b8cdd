import * as v from 'valibot';
import { ParleyError } from '../base/parley-error.ts';
import { LESSON_FORMAT, lessonSchema, type Accept, type Lesson } from '../contracts/lesson.ts';
import { asSeen } from './as-seen.ts';
import { compilePattern } from './check/read/pattern.ts';
import { deepestIssue, placeInWords, problemInWords } from './place-in-words.ts';
import { copyPlainData, type PlainData } from './plain-data.ts';

function invalid(path: readonly unknown[], problem: string, cause?: unknown): ParleyError {
  const place = placeInWords(path);
  return new ParleyError(
    'lesson-invalid',
    `This lesson cannot be used: ${place} ${problem}.`,
    'Ask the person who made it for a corrected lesson.',
    { cause, params: { place, problem } },
  );
}

function checkFormat(data: PlainData): void {
  const format = typeof data === 'object' && data !== null && 'format' in data ? data.format : null;
  if (typeof format !== 'number') throw invalid([], 'does not say that it is a Parley lesson');
  if (format === LESSON_FORMAT) return;
  throw new ParleyError(
    'lesson-format-unknown',
    `This lesson is written in format ${String(format)}; this Parley reads format ${String(LESSON_FORMAT)}.`,
    'Update Parley, or ask for the lesson in an older format.',
    { params: { format, known: LESSON_FORMAT } },
  );
}

function checkAccept(accept: Accept, path: readonly unknown[]): void {
  if (typeof accept === 'string') return;
  if ('keywords' in accept) {
    const { all = [], any = [] } = accept.keywords;
    if (all.length + any.length === 0) throw invalid([...path, 'keywords'], 'names no keyword');
  }
  if ('pattern' in accept) {
    try {
      compilePattern(accept.pattern);
    } catch (error) {
      if (!(error instanceof ParleyError)) throw error;
      throw invalid([...path, 'pattern'], `cannot be read: ${String(error.params.problem)}`, error);
    }
  }
}

/** What a schema cannot say: names used once, patterns that can be read, a right option. */
function checkMeaning(lesson: Lesson): void {
  const ids = new Set<string>();
  lesson.steps.forEach((step, index) => {
    const at = ['steps', index] as const;
    if (ids.has(step.id)) throw invalid([...at, 'id'], `“${step.id}” is used by an earlier step`);
    ids.add(step.id);
    const answers = (
      part: { accept: Accept[]; wrong?: { when: Accept }[] | undefined },
      path: readonly unknown[],
    ) => {
      part.accept.forEach((accept, i) => checkAccept(accept, [...path, 'accept', i]));
      part.wrong?.forEach((wrong, i) => checkAccept(wrong.when, [...path, 'wrong', i, 'when']));
    };
    if (step.kind === 'ask') answers(step, at);
    if (step.kind === 'dialogue') {
      step.turns.forEach((turn, i) => {
        if ('learner' in turn) answers(turn, [...at, 'turns', i]);
      });
    }
    if (step.kind === 'choose') {
      if (!step.options.some((option) => option.correct === true)) {
        throw invalid([...at, 'options'], 'has no correct option');
      }
      const count = (form: (text: string) => string) =>
        new Set(step.options.map(({ text }) => form(text))).size;
      if (count((text) => text.toLowerCase()) < step.options.length)
        throw invalid([...at, 'options'], 'names one option twice');
      if (count(asSeen) < step.options.length)
        throw invalid([...at, 'options'], 'names two options that look the same');
    }
  });
}

/**
 * The lesson in `data`, which may come from anywhere: copied, bounded, cleaned and checked. Throws
 * ParleyError `lesson-invalid` with a sentence that names the place ("step 3, hint 2 is longer than
 * 2,000 characters"), or `lesson-format-unknown` for a lesson of another format version.
 */
export function readLesson(data: unknown): Lesson {
  const plain = copyPlainData(data);
  checkFormat(plain);
  const result = v.safeParse(lessonSchema, plain, { abortEarly: true });
  if (!result.success) {
    const { path, issue } = deepestIssue(result.issues[0]);
    throw invalid(path, problemInWords(issue));
  }
  checkMeaning(result.output);
  return result.output;
}
