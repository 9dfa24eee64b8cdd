import 'fake-indexeddb/auto';
import { expect, it } from 'vitest';
import { LearnerHistory } from '../../../src/progress/learner-history.ts';
import { LearnerSettings } from '../../../src/settings/learner-settings.svelte.ts';
import { openDatabase } from '../../../src/storage/database.ts';
import { LiveDatabase } from '../../../src/storage/live-database.ts';
import { lessonKey } from '../../../src/lessons/lesson-key.ts';
import { noDatabase } from '../../fakes/no-database.ts';
import { oneStepLesson } from '../../fakes/one-step-lesson.ts';
import { handOver, takeOver } from '../../../src/wiring/hand-over.ts';

const result = {
  lessonKey: 'a',
  lessonId: 'a',
  title: 'A',
  language: 'en',
  result: { asked: 1, right: 1 },
  tookMs: 1,
};

function tabStorage() {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  };
}

it('what an old page could not write is kept by the new one, once', async () => {
  const tab = tabStorage();
  const old = new LearnerHistory(noDatabase(), () => 5);
  await old.finish(result);
  expect(handOver(() => tab, old)).toBe(true);

  const live = new LiveDatabase(() => openDatabase({}, 'hand-over'), {
    openMs: 10_000,
    workMs: 10_000,
  });
  const history = new LearnerHistory(live, () => 6);
  const settings = await LearnerSettings.open(live, ['en']);
  await takeOver(() => tab, history, settings);
  await takeOver(() => tab, history, settings);
  expect(await history.results()).toMatchObject([result]);
  expect(history.unkept).toBe(false);
  expect(tab.kept.size).toBe(0);
});

it('a page with nothing to hand over leaves nothing, and one that cannot says so', async () => {
  const tab = tabStorage();
  const history = new LearnerHistory(noDatabase(), () => 5);
  expect(handOver(() => tab, history)).toBe(true);
  expect(tab.kept.size).toBe(0);
  await history.finish(result);
  const full = {
    ...tab,
    setItem: () => {
      throw new DOMException('full', 'QuotaExceededError');
    },
  };
  expect(handOver(() => full, history)).toBe(false);
});

it('a place goes with its lesson, and stays to be handed over while it finds none', async () => {
  const tab = tabStorage();
  const lesson = oneStepLesson();
  const key = lessonKey(lesson);
  const old = new LearnerHistory(noDatabase(), () => 5);
  await old.keepLesson(key, lesson, 'shelf');
  await old.keepRun(key, { stepIndex: 0 }, 1);
  expect(handOver(() => tab, old)).toBe(true);
  const silent = new LearnerHistory(noDatabase(), () => 6);
  const settings = await LearnerSettings.open(noDatabase(), ['en']);
  await takeOver(() => tab, silent, settings);
  expect(tab.kept.size).toBe(1);

  const live = new LiveDatabase(() => openDatabase({}, 'hand-over-place'), {
    openMs: 10_000,
    workMs: 10_000,
  });
  const history = new LearnerHistory(live, () => 7);
  await takeOver(() => tab, history, settings);
  expect(await history.run(key)).toMatchObject({ startedAt: 1 });
  expect(await history.lesson(key)).toMatchObject({ lesson: { id: 'a' } });
  expect(tab.kept.size).toBe(0);
});
