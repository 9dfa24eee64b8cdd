import { readdirSync, readFileSync } from 'node:fs';
import type { Lesson } from '../../../src/contracts/lesson.ts';
import { readLesson } from '../../../src/lessons/read-lesson.ts';

const folder = new URL('../../../public/lessons/', import.meta.url);

/** One file that is published beside the app. */
export function publishedJson(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../${name}`, folder), 'utf8'));
}

/** The lessons that come with Parley, by file name. */
export const sampleLessons: ReadonlyMap<string, Lesson> = new Map(
  readdirSync(folder)
    .filter((file) => file.endsWith('.json') && file !== 'index.json')
    .map((file) => [file, readLesson(publishedJson(`lessons/${file}`))]),
);

/** One of them, by id. */
export function sampleLesson(id: string): Lesson {
  const lesson = sampleLessons.get(`${id}.json`);
  if (!lesson) throw new RangeError(`no sample lesson ${id}`);
  return lesson;
}
