import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { LearnerHistory } from '../../../src/progress/learner-history.ts';
import { openDatabase } from '../../../src/storage/database.ts';

const finished = (lessonId: string) => ({
  lessonId,
  title: 'First words',
  language: 'en',
  result: { right: 3 },
  tookMs: 90_000,
});

describe.each(['a database', 'memory'])('learner history in %s', (where) => {
  const open = async (name: string) =>
    new LearnerHistory(where === 'memory' ? null : await openDatabase({}, name), () => ++time);
  let time = 0;

  it('keeps a run and forgets it when the lesson is finished', async () => {
    const history = await open('history-runs');
    await history.keepRun('first-words', { stepIndex: 2 }, 5);
    expect((await history.run('first-words'))?.run).toEqual({ stepIndex: 2 });
    await history.finish(finished('first-words'));
    expect(await history.run('first-words')).toBeUndefined();
    expect(await history.results()).toHaveLength(1);
  });

  it('lists newest first', async () => {
    const history = await open('history-order');
    await history.keepRun('a', {}, 1);
    await history.keepRun('b', {}, 1);
    expect((await history.runs()).map((run) => run.lessonId)).toEqual(['b', 'a']);
    await history.finish(finished('a'));
    await history.finish(finished('b'));
    expect((await history.results()).map((result) => result.lessonId)).toEqual(['b', 'a']);
  });

  it('exports everything and deletes everything', async () => {
    const history = await open('history-all');
    await history.keepLesson('a', { title: 'A' });
    await history.keepRun('b', { stepIndex: 1 }, 1);
    await history.finish(finished('a'));
    const exported = JSON.parse(await (await history.exportAll()).text()) as {
      results: unknown[];
      runs: unknown[];
    };
    expect(exported.results).toHaveLength(1);
    expect(exported.runs).toHaveLength(1);
    await history.deleteAll();
    expect(await history.results()).toEqual([]);
    expect(await history.runs()).toEqual([]);
    expect(await history.lesson('a')).toBeUndefined();
  });
});
