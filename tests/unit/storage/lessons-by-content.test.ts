import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { expect, it } from 'vitest';
import { contentKey } from '../../../src/base/content-key.ts';
import { openDatabase } from '../../../src/storage/database.ts';

const lesson = (id: string, title: string) => ({ format: 1, id, title, steps: [] });

/** The database as a version before content keys left it. */
async function oldDatabase(name: string): Promise<void> {
  const old = await openDB(name, 3, {
    upgrade(database) {
      database.createObjectStore('settings', { keyPath: 'name' });
      database.createObjectStore('lessons', { keyPath: 'id' }).createIndex('openedAt', 'openedAt');
      database.createObjectStore('runs', { keyPath: 'lessonId' }).createIndex('savedAt', 'savedAt');
      const results = database.createObjectStore('results', { keyPath: 'id', autoIncrement: true });
      results.createIndex('finishedAt', 'finishedAt');
      results.createIndex('lessonId', 'lessonId');
      database.createObjectStore('models', { keyPath: 'id' });
      database.createObjectStore('chunkJournal', { keyPath: ['model', 'path', 'index'] });
      database.createObjectStore('chunks');
      database.createObjectStore('deviceSpeeds', { keyPath: 'device' });
    },
  });
  await old.put('settings', { name: 'theme', value: 'dark' });
  await old.put('lessons', { id: 'a', lesson: lesson('a', 'A'), openedAt: 1 });
  await old.put('lessons', { id: 'broken', lesson: null, openedAt: 2 });
  const times = { startedAt: 3, savedAt: 4 };
  await old.put('runs', { lessonId: 'a', run: { stepIndex: 2 }, ...times });
  await old.put('runs', { lessonId: 'parley-talk-en', run: { said: [1] }, ...times });
  for (const [lessonId, title] of [
    ['a', 'A'],
    ['a', 'Another that had the id'],
    ['gone', 'Gone'],
  ]) {
    await old.add('results', { lessonId, title, language: 'en', result: {}, finishedAt: 5 });
  }
  old.close();
}

it('lessons, places, talks and results of an older version are all still there', async () => {
  await oldDatabase('old');
  const database = await openDatabase({}, 'old');
  const key = contentKey(lesson('a', 'A'));
  expect(await database.get('keptLessons', key)).toMatchObject({ openedAt: 1, from: 'outside' });
  expect(await database.get('places', key)).toMatchObject({ run: { stepIndex: 2 }, savedAt: 4 });
  expect(await database.get('talks', ['en', 'device-only'])).toMatchObject({ run: { said: [1] } });
  expect(await database.count('places')).toBe(1);
  const results = await database.getAll('results');
  expect(results.map(({ lessonKey }) => lessonKey)).toEqual([key, undefined, undefined]);
  expect((await database.get('settings', 'theme'))?.value).toBe('dark');
  expect([...database.objectStoreNames]).not.toContain('lessons');
});
