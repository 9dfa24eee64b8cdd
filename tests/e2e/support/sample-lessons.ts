import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lesson } from '../../../src/contracts/lesson.ts';
import { readLesson } from '../../../src/lessons/read-lesson.ts';

const folder = join(import.meta.dirname, '../../../public/lessons');

/** Every lesson that comes with the app. */
export function sampleLessons(): Lesson[] {
  return readdirSync(folder)
    .filter((name) => name !== 'index.json')
    .map((name) => readLesson(JSON.parse(readFileSync(join(folder, name), 'utf8'))));
}
