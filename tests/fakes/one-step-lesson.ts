import type { Lesson } from '../../src/contracts/lesson.ts';

/** The smallest lesson there is. */
export const oneStepLesson = (change: Partial<Lesson> = {}): Lesson => ({
  format: 1,
  id: 'a',
  version: 1,
  title: 'A',
  language: 'en',
  steps: [{ kind: 'say', id: 'a', prompt: 'Hello.' }],
  ...change,
});
