import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import { lessonKey } from '../../../src/lessons/lesson-key.ts';
import { LearnerHistory } from '../../../src/progress/learner-history.ts';
import { LearnerSettings } from '../../../src/settings/learner-settings.svelte.ts';
import { openDatabase } from '../../../src/storage/database.ts';
import { LiveDatabase } from '../../../src/storage/live-database.ts';
import { bringBack } from '../../../src/wiring/history-bring-back.ts';
import { settingsToSave } from '../../../src/wiring/settings-to-save.ts';
import { oneStepLesson } from '../../fakes/one-step-lesson.ts';

const lesson = oneStepLesson();
const key = lessonKey(lesson);
const result = {
  lessonKey: key,
  lessonId: 'a',
  title: 'A',
  language: 'en',
  result: { asked: 2, right: 1, steps: [] },
  tookMs: 5,
};

async function device(name: string) {
  const live = new LiveDatabase(() => openDatabase({}, name), { openMs: 10_000, workMs: 10_000 });
  let time = 100;
  const history = new LearnerHistory(live, () => ++time);
  return { history, settings: await LearnerSettings.open(live, ['en']) };
}

it('what one device saved is all there on another, and once more changes nothing', async () => {
  const one = await device('back-one');
  await one.history.keepLesson(key, lesson, 'outside');
  await one.history.finish(result);
  await one.history.keepRun(key, { stepIndex: 2 }, 1);
  await one.history.keepTalk('en', 'device-only', { said: ['x'] }, 1);
  one.settings.rate = 0.8;
  one.settings.talkPolicy = 'cloud-allowed';
  one.settings.companionKey = 'secret';
  const saved = await one.history.exportAll(settingsToSave(one.settings));
  expect(await saved.text()).not.toContain('secret');

  const two = await device('back-two');
  for (let times = 0; times < 2; times += 1) {
    expect(await bringBack(saved, two.history, two.settings)).toEqual({
      results: 1,
      lessons: 1,
      places: 2,
      leftOut: 0,
    });
  }
  const again = await device('back-two');
  expect(await again.history.results()).toMatchObject([result]);
  expect((await again.history.lesson(key))?.lesson).toEqual(lesson);
  expect((await again.history.run(key))?.run).toEqual({ stepIndex: 2 });
  expect((await again.history.talk('en', 'device-only'))?.run).toEqual({ said: ['x'] });
  expect(again.settings.rate).toBe(0.8);
  expect(again.settings.talkPolicy).toBe('device-only');
});

it('a place that is newer here stays, and a file of an older version is read', async () => {
  const { history, settings } = await device('back-old');
  await history.keepLesson(key, lesson, 'outside');
  await history.keepRun(key, { stepIndex: 5 }, 1);
  const old = {
    format: 'parley-history-1',
    results: [{ ...result, id: 3, finishedAt: 7, lessonKey: undefined }],
    runs: [
      { lessonId: 'a', run: { stepIndex: 1 }, startedAt: 1, savedAt: 2 },
      { lessonId: 'parley-talk-en', run: { said: [] }, startedAt: 1, savedAt: 2 },
      { lessonId: 'unknown', run: {}, startedAt: 1, savedAt: 2 },
    ],
  };
  const back = await bringBack(new Blob([JSON.stringify(old)]), history, settings);
  expect(back).toEqual({ results: 1, lessons: 0, places: 2, leftOut: 1 });
  expect((await history.run(key))?.run).toEqual({ stepIndex: 5 });
  expect(await history.talk('en', 'device-only')).toBeDefined();
  expect(await history.results()).toHaveLength(1);
});

it('anything else is refused in words, and damaged entries are left out', async () => {
  const { history, settings } = await device('back-wrong');
  for (const text of ['', '{}', '[]', '{"format":"parley-history-9"}', '<html>']) {
    await expect(bringBack(new Blob([text]), history, settings)).rejects.toMatchObject({
      code: 'history-unreadable',
    });
  }
  const damaged = {
    format: 'parley-history-1',
    results: [null, { title: 3 }],
    lessons: [{ lesson: { id: 'x' }, openedAt: 1 }],
    settings: { rate: 99, theme: 'dark', mayLeave: { x: { may: true } } },
  };
  const back = await bringBack(new Blob([JSON.stringify(damaged)]), history, settings);
  expect(back.leftOut).toBe(3);
  expect([settings.rate, settings.theme]).toEqual([1, 'dark']);
});
