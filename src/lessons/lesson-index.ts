import * as v from 'valibot';
import { ParleyError } from '../base/parley-error.ts';
import { lessonSchema, type Lesson } from '../contracts/lesson.ts';

/** The list of the lessons that come with Parley, public/lessons/index.json. */

const entry = v.object({
  ...v.pick(lessonSchema, [
    'id',
    'title',
    'language',
    'instructionLanguage',
    'level',
    'topic',
    'summary',
    'minutes',
  ]).entries,
  /** Beside the list: "ship-or-sheep.json". */
  file: v.pipe(v.string(), v.regex(/^[a-z0-9-]+\.json$/)),
  /** How many steps it has. */
  steps: v.pipe(v.number(), v.integer(), v.minValue(1)),
});
const index = v.pipe(v.array(entry), v.maxLength(500));

/** What a list of lessons shows about one of them. */
export type LessonIndexEntry = v.InferOutput<typeof entry>;

/** The entry of a lesson that is kept in `file`. */
export function lessonIndexEntry(lesson: Lesson, file: string): LessonIndexEntry {
  return {
    id: lesson.id,
    file,
    title: lesson.title,
    language: lesson.language,
    ...(lesson.instructionLanguage && { instructionLanguage: lesson.instructionLanguage }),
    ...(lesson.level && { level: lesson.level }),
    ...(lesson.topic && { topic: lesson.topic }),
    ...(lesson.summary && { summary: lesson.summary }),
    ...(lesson.minutes && { minutes: lesson.minutes }),
    steps: lesson.steps.length,
  };
}

/** The checked list. Throws ParleyError `lesson-index-invalid`. */
export function readLessonIndex(data: unknown): LessonIndexEntry[] {
  const read = v.safeParse(index, data);
  if (read.success) return read.output;
  throw new ParleyError(
    'lesson-index-invalid',
    'The list of lessons on this server cannot be read.',
    'Open a lesson by its link or from a file.',
  );
}
