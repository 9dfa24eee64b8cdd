import { expect, it } from 'vitest';
import type { Lesson } from '../../../src/contracts/lesson.ts';
import { lessonKey } from '../../../src/lessons/lesson-key.ts';
import { LearnerHistory } from '../../../src/progress/learner-history.ts';
import { LessonShelf } from '../../../src/wiring/lesson-shelf.ts';
import { noDatabase } from '../../fakes/no-database.ts';

const lessonOf = (id: string, title: string): Lesson => ({
  format: 1,
  id,
  version: 1,
  title,
  language: 'en',
  steps: [{ kind: 'say', id: 'a', prompt: 'Hello.' }],
});
const first = lessonOf('first', 'First');
const entry = { id: 'first', title: 'First', language: 'en', file: 'first.json', steps: 1 };
const serve = ((address: string) =>
  Promise.resolve(
    Response.json(address === '/lessons/index.json' ? [entry] : first),
  )) as typeof fetch;
const fileOf = (lesson: Lesson) => new File([JSON.stringify(lesson)], 'lesson.json');

function shelfWith() {
  let time = 0;
  const history = new LearnerHistory(noDatabase(), () => ++time);
  return { history, shelf: new LessonShelf(serve, history) };
}

it("a stranger's lesson with the id of a sample stands beside it, under its own key", async () => {
  const { history, shelf } = shelfWith();
  await shelf.open('first');
  const stranger = await shelf.openFile(fileOf(lessonOf('first', 'A stranger')));
  expect((await shelf.open('first')).title).toBe('First');
  expect((await shelf.open(lessonKey(stranger))).title).toBe('A stranger');
  expect(await history.lessons()).toHaveLength(2);
});

it('an old address with an id is followed while it names one lesson', async () => {
  const { shelf } = shelfWith();
  await shelf.openFile(fileOf(lessonOf('mine', 'Mine')));
  expect((await shelf.open('mine')).title).toBe('Mine');
  await shelf.openFile(fileOf(lessonOf('mine', 'A stranger')));
  await expect(shelf.open('mine')).rejects.toMatchObject({ code: 'lesson-unknown' });
});
