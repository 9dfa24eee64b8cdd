import { contentKey } from '../base/content-key.ts';
import type { Lesson } from '../contracts/lesson.ts';

const known = new WeakMap<Lesson, string>();

/**
 * What a lesson is known by on this device: its content. Its `id` is a label that its author chose,
 * and anybody may choose the same. `lesson`: as `readLesson` gave it.
 */
export function lessonKey(lesson: Lesson): string {
  let key = known.get(lesson);
  if (key === undefined) known.set(lesson, (key = contentKey(lesson)));
  return key;
}
