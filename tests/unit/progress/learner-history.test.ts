import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { lessonKey } from '../../../src/lessons/lesson-key.ts';
import { LearnerHistory } from '../../../src/progress/learner-history.ts';
import { openDatabase } from '../../../src/storage/database.ts';
import { LiveDatabase } from '../../../src/storage/live-database.ts';
import { noDatabase } from '../../fakes/no-database.ts';
import { oneStepLesson } from '../../fakes/one-step-lesson.ts';

const finished = (lessonKey: string) => ({
  lessonKey,
  lessonId: 'first-words',
  title: 'First words',
  language: 'en',
  result: { right: 3 },
  tookMs: 90_000,
});

const lessonOf = (title: string) => oneStepLesson({ id: 'same-id', title });

describe.each(['a database', 'memory'])('learner history in %s', (where) => {
  const open = (name: string) =>
    new LearnerHistory(
      where === 'memory' ? noDatabase() : new LiveDatabase(() => openDatabase({}, name)),
      () => ++time,
    );
  let time = 0;

  it('keeps a run and forgets it when the lesson is finished', async () => {
    const history = open('history-runs');
    await history.keepRun('first-words', { stepIndex: 2 }, 5);
    expect((await history.run('first-words'))?.run).toEqual({ stepIndex: 2 });
    await history.finish(finished('first-words'));
    expect(await history.run('first-words')).toBeUndefined();
    expect(await history.results()).toHaveLength(1);
  });

  it('lists newest first', async () => {
    const history = open('history-order');
    await history.keepRun('a', {}, 1);
    await history.keepRun('b', {}, 1);
    expect((await history.runs()).map((run) => run.lessonKey)).toEqual(['b', 'a']);
    await history.finish(finished('a'));
    await history.finish(finished('b'));
    expect((await history.results()).map((result) => result.lessonKey)).toEqual(['b', 'a']);
  });

  it('keeps a lesson and a place beside those of another lesson with the same id', async () => {
    const history = open('history-strangers');
    const [mine, strangers] = [lessonOf('Mine'), lessonOf('A stranger')];
    await history.keepLesson(lessonKey(mine), mine, 'shelf');
    await history.keepRun(lessonKey(mine), { stepIndex: 2 }, 5);
    await history.keepLesson(lessonKey(strangers), strangers, 'outside');
    await history.keepRun(lessonKey(strangers), { stepIndex: 0 }, 6);
    await history.finish(finished(lessonKey(strangers)));
    expect((await history.lesson(lessonKey(mine)))?.lesson).toEqual(mine);
    expect((await history.run(lessonKey(mine)))?.run).toEqual({ stepIndex: 2 });
  });

  it('goes on in the newer edition of a lesson that came with the app, and only there', async () => {
    const history = open('history-editions');
    const [first, second, other] = [lessonOf('One'), lessonOf('Two'), lessonOf('Stranger')];
    await history.keepLesson(lessonKey(first), first, 'shelf');
    await history.keepRun(lessonKey(first), { stepIndex: 2 }, 5);
    await history.keepLesson(lessonKey(other), other, 'outside');
    expect(await history.run(lessonKey(other))).toBeUndefined();
    await history.keepLesson(lessonKey(second), second, 'shelf');
    expect((await history.run(lessonKey(second)))?.run).toEqual({ stepIndex: 2 });
    expect(await history.run(lessonKey(first))).toBeUndefined();
    expect((await history.lessons()).map(({ key }) => key)).not.toContain(lessonKey(first));
  });

  it('keeps a talk for each language and policy', async () => {
    const history = open('history-talks');
    await history.keepTalk('en', 'device-only', { said: 1 }, 1);
    expect(await history.talk('en', 'cloud-allowed')).toBeUndefined();
    await history.keepTalk('en', 'cloud-allowed', { said: 2 }, 1);
    expect((await history.talk('en', 'device-only'))?.run).toEqual({ said: 1 });
    expect(await history.talks()).toHaveLength(2);
  });

  it('exports everything and deletes everything', async () => {
    const history = open('history-all');
    await history.keepLesson('a', lessonOf('A'), 'outside');
    await history.keepRun('b', { stepIndex: 1 }, 1);
    await history.keepTalk('en', 'device-only', {}, 1);
    await history.finish(finished('a'));
    const exported = JSON.parse(await (await history.exportAll()).text()) as Record<
      'results' | 'runs' | 'talks' | 'lessons',
      unknown[]
    >;
    for (const part of ['results', 'runs', 'talks', 'lessons'] as const) {
      expect(exported[part], part).toHaveLength(1);
    }
    const deleted = history.deleteAll();
    // It is gone from the page; of what may be kept nothing is claimed.
    if (where === 'memory')
      await expect(deleted).rejects.toMatchObject({ code: 'storage-unavailable' });
    else await deleted;
    expect(await history.results()).toEqual([]);
    expect(await history.runs()).toEqual([]);
    expect(await history.talks()).toEqual([]);
    expect(await history.lesson('a')).toBeUndefined();
  });
});
