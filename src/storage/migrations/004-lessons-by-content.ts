import { contentKey } from '../../base/content-key.ts';
import type { Migration } from '../migration.ts';

/** Ids that the app gave to the learner's own talks. */
const TALK = /^parley-talk-([a-z]{2,3})$/;

/**
 * Lessons and places by what a lesson holds, no longer by the id that its author chose. Talks get a
 * table of their own, which no lesson reaches; where their words might go was not kept, so they
 * count as said on this device only.
 */
export const lessonsByContent: Migration = async (database, transaction) => {
  const kept = database.createObjectStore('keptLessons', { keyPath: 'key' });
  kept.createIndex('openedAt', 'openedAt');
  const places = database.createObjectStore('places', { keyPath: 'lessonKey' });
  places.createIndex('savedAt', 'savedAt');
  const talks = database.createObjectStore('talks', { keyPath: ['language', 'policy'] });
  talks.createIndex('savedAt', 'savedAt');
  const results = transaction.objectStore('results');
  results.createIndex('lessonKey', 'lessonKey');

  const lessons = await transaction.objectStore('lessons').getAll();
  const runs = await transaction.objectStore('runs').getAll();
  const keys = new Map<string, string>();
  for (const { id, lesson, openedAt } of lessons) {
    const key = contentKey(lesson);
    keys.set(id, key);
    await kept.put({ key, lesson, openedAt, from: 'outside' });
  }
  for (const { lessonId, run, startedAt, savedAt } of runs) {
    const language = TALK.exec(lessonId)?.[1];
    const key = keys.get(lessonId);
    if (language) await talks.put({ language, policy: 'device-only', run, startedAt, savedAt });
    else if (key) await places.put({ lessonKey: key, run, startedAt, savedAt });
  }
  const titles = new Map(
    lessons.map(({ id, lesson }) => [id, (lesson as { title?: unknown } | null)?.title]),
  );
  for (const result of await results.getAll()) {
    const key = keys.get(result.lessonId);
    // Another lesson may have taken the id since.
    if (key && titles.get(result.lessonId) === result.title) {
      await results.put({ ...result, lessonKey: key });
    }
  }
  database.deleteObjectStore('lessons');
  database.deleteObjectStore('runs');
};
