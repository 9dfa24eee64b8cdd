import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { expect, it, vi } from 'vitest';
import { LearnerHistory } from '../../../src/progress/learner-history.ts';
import { openDatabase } from '../../../src/storage/database.ts';
import { LiveDatabase } from '../../../src/storage/live-database.ts';
import type { ParleyDatabase } from '../../../src/storage/migration.ts';
import { oneStepLesson } from '../../fakes/one-step-lesson.ts';

const lesson = oneStepLesson();
const result = {
  lessonKey: 'a',
  lessonId: 'a',
  title: 'A',
  language: 'en',
  result: {},
  tookMs: 1,
};

/** A history whose database does what the test says. */
function historyOn(name: string, openMs = 10_000) {
  const made: ParleyDatabase[] = [];
  const test = { open: () => Promise.resolve() as Promise<unknown>, superseded: 0 };
  const live = new LiveDatabase(
    async (events) => {
      await test.open();
      const database = await openDatabase(events, name);
      made.push(database);
      return database;
    },
    { openMs, workMs: 10_000, onSuperseded: () => (test.superseded += 1) },
  );
  let time = 0;
  return { made, test, live, history: new LearnerHistory(live, () => ++time) };
}

const keptIn = async (name: string) => {
  const database = await openDatabase({}, name);
  const counts = [
    await database.count('keptLessons'),
    await database.count('places'),
    await database.count('results'),
  ];
  database.close();
  return counts;
};

it('goes on after the platform dropped the connection', async () => {
  const { made, history } = historyOn('dropped');
  expect(await history.keepLesson('a', lesson, 'outside')).toBe(true);
  made[0]?.close();
  expect(await history.keepRun('a', { stepIndex: 1 }, 1)).toBe(true);
  made[1]?.close();
  expect(await history.runs()).toHaveLength(1);
  const told: boolean[] = [];
  made[2]?.close();
  await history.finish(result, (kept) => told.push(kept));
  expect(told).toEqual([true]);
  expect(await keptIn('dropped')).toEqual([1, 0, 1]);
});

it('starts anew where the storage was emptied under it, with the lesson in hand', async () => {
  const { history } = historyOn('emptied');
  await history.keepLesson('a', lesson, 'outside');
  await new Promise((done) => (indexedDB.deleteDatabase('emptied').onsuccess = done));
  expect(await history.lesson('a')).toMatchObject({ lesson });
  expect(await history.keepRun('a', { stepIndex: 1 }, 1)).toBe(true);
  expect(await keptIn('emptied')).toEqual([1, 1, 0]);
});

it('opens and plays while nothing answers, says so, and keeps it once it does', async () => {
  const { test, history } = historyOn('silent', 30);
  let answer: () => void = () => {};
  test.open = () => new Promise<void>((resolve) => (answer = resolve));
  expect(await history.keepLesson('a', lesson, 'outside')).toBe(false);
  expect((await history.lesson('a'))?.lesson).toEqual(lesson);
  const told: boolean[] = [];
  await history.finish(result, (kept) => told.push(kept));
  expect(told).toEqual([false]);
  expect(await history.results()).toHaveLength(1);
  expect(history.unkept).toBe(true);
  answer();
  await vi.waitFor(async () => expect(await history.keepRun('b', {}, 1)).toBe(true));
  expect(told).toEqual([false, true]);
  expect(history.unkept).toBe(false);
  expect(await keptIn('silent')).toEqual([1, 1, 1]);
  expect(await history.results()).toHaveLength(1);
});

it('claims nothing while the disk is full, and tries again', async () => {
  const { made, history } = historyOn('full');
  await history.runs();
  const database = made[0];
  if (!database) throw new Error('not opened');
  const full = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  expect(await history.keepLesson('a', lesson, 'outside')).toBe(false);
  expect(await history.keepRun('a', { stepIndex: 2 }, 1)).toBe(false);
  expect((await history.run('a'))?.run).toEqual({ stepIndex: 2 });
  full.mockRestore();
  expect(await history.keepRun('a', { stepIndex: 3 }, 1)).toBe(true);
  expect(await keptIn('full')).toEqual([1, 1, 0]);
});

it('leaves what a newer Parley keeps as it is, and lasts as long as the page', async () => {
  const newer = await openDB('newer', 99, {
    upgrade: (database) => void database.createObjectStore('places', { keyPath: 'other' }),
  });
  await newer.put('places', { other: 1 });
  newer.close();
  const { live, history } = historyOn('newer');
  expect(await live.problem()).toMatchObject({ code: 'storage-newer' });
  expect(await history.keepRun('a', {}, 1)).toBe(false);
  expect(await history.runs()).toHaveLength(1);
  const after = await openDB('newer', 99);
  expect(await after.getAll('places')).toEqual([{ other: 1 }]);
  after.close();
});

it('gives way to a newer version in another tab, and the lesson goes on', async () => {
  const { test, history } = historyOn('superseded');
  expect(await history.keepLesson('a', lesson, 'outside')).toBe(true);
  expect(await history.keepRun('a', { stepIndex: 1 }, 1)).toBe(true);
  const newer = await openDB('superseded', 99);
  expect(test.superseded).toBe(1);
  expect(await newer.count('places')).toBe(1);
  newer.close();
  expect(await history.keepRun('a', { stepIndex: 2 }, 1)).toBe(false);
  expect((await history.run('a'))?.run).toEqual({ stepIndex: 2 });
});

it('says that it could not delete where it could not', async () => {
  const { test, history } = historyOn('undeletable', 30);
  test.open = () => new Promise(() => {});
  await expect(history.deleteAll()).rejects.toMatchObject({ code: 'storage-slow' });
});

it('leaves a newer place as it is, also where it could not be read when an older one came', async () => {
  const { test, history } = historyOn('newer-place');
  const before = new LearnerHistory(
    new LiveDatabase((events) => openDatabase(events, 'newer-place')),
    () => 9,
  );
  await before.keepRun('a', { stepIndex: 5 }, 1);
  test.open = () => Promise.reject(new Error('later'));
  const old = { lessonKey: 'a', run: { stepIndex: 1 }, startedAt: 1, savedAt: 2 };
  const over = { ...result, id: 1, finishedAt: 3 };
  expect(await history.take({ results: [over], places: [old], talks: [], lessons: [] })).toBe(
    false,
  );
  test.open = () => Promise.resolve();
  await history.keepTalk('en', 'device-only', {}, 1);
  expect(await history.run('a')).toMatchObject({ run: { stepIndex: 5 } });
  expect(await history.results()).toHaveLength(1);
});

it('deletes what was being written when it was told to delete', async () => {
  const { history } = historyOn('deleted');
  const writing = history.keepRun('a', {}, 1);
  await Promise.all([writing, history.deleteAll()]);
  expect(await keptIn('deleted')).toEqual([0, 0, 0]);
});
