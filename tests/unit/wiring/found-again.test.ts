import { expect, it } from 'vitest';
import type { Lesson } from '../../../src/contracts/lesson.ts';
import { lessonKey } from '../../../src/lessons/lesson-key.ts';
import { LearnerHistory } from '../../../src/progress/learner-history.ts';
import { FoundAgain } from '../../../src/wiring/found-again.ts';
import { noDatabase } from '../../fakes/no-database.ts';

const lessonOf = (id: string, title: string): Lesson => ({
  format: 1,
  id,
  version: 1,
  title,
  author: 'Ms Okafor',
  language: 'en',
  steps: [{ kind: 'say', id: 'a', prompt: 'Hello.' }],
});
const samples = ['first', 'second'].map((id) => ({ id, title: id, language: 'en', steps: 1 }));

function history() {
  let time = 0;
  const kept = new LearnerHistory(noDatabase(), () => ++time);
  const finish = (lesson: Lesson) =>
    kept.finish({
      lessonKey: lessonKey(lesson),
      lessonId: lesson.id,
      title: lesson.title,
      language: 'en',
      result: { asked: 2, right: 1 },
      tookMs: 5,
    });
  return { kept, finish, found: new FoundAgain(kept, () => Promise.resolve(samples)) };
}

it("a teacher's lesson is found again, finished or not, and a finished one can be done again", async () => {
  const { kept, finish, found } = history();
  const [mine, other] = [lessonOf('mine', 'Mine'), lessonOf('other', 'Other')];
  await kept.keepLesson(lessonKey(mine), mine, 'outside');
  await kept.keepLesson(lessonKey(other), other, 'outside');
  await finish(mine);
  expect(await found.given()).toMatchObject([
    { key: lessonKey(other), title: 'Other', author: 'Ms Okafor', finished: false },
    { key: lessonKey(mine), title: 'Mine', finished: true },
  ]);
  expect(await found.entries()).toMatchObject([
    { title: 'Mine', asked: 2, right: 1, again: lessonKey(mine) },
  ]);
});

it('finished samples are marked, and the next one is the first that is not', async () => {
  const { kept, finish, found } = history();
  expect((await found.next())?.id).toBe('first');
  const first = lessonOf('first', 'first');
  await kept.keepLesson(lessonKey(first), first, 'shelf');
  await finish(first);
  expect([...(await found.finishedSamples())]).toEqual(['first']);
  expect((await found.next())?.id).toBe('second');
  expect(await found.given()).toEqual([]);
  // A stranger's lesson with the id of a sample finishes no sample.
  await finish(lessonOf('second', 'A stranger'));
  expect((await found.next())?.id).toBe('second');
  await finish(lessonOf('second', 'second'));
  expect(await found.next()).toBeNull();
});
