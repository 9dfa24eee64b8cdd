import { describe, expect, test, vi } from 'vitest';
import type { Lesson } from '../../../../src/contracts/lesson.ts';
import { lessonKey } from '../../../../src/lessons/lesson-key.ts';
import { talkLesson } from '../../../../src/lessons/talk-lesson.ts';
import { LessonDesk } from '../../../../src/ui/learn/lesson-desk.svelte.ts';
import type { Router } from '../../../../src/ui/router.svelte.ts';
import type { Lessons } from '../../../../src/ui/learn/lessons.ts';
import type { Services } from '../../../../src/ui/services.ts';

const lessonOf = (id: string): Lesson => ({
  format: 1,
  id,
  version: 1,
  title: id,
  language: 'en',
  steps: [{ kind: 'say', id: 'a', prompt: 'Hello.' }],
});

const playing = () => ({ start: vi.fn(), leave: vi.fn() });

function deskWith(change: Partial<Lessons> = {}, others: Partial<Services> = {}) {
  const go = vi.fn();
  const lessons = {
    samples: () => Promise.resolve([{ id: 'first', title: 'First', language: 'en', steps: 1 }]),
    open: (name: string) => Promise.resolve(lessonOf(name)),
    openFile: () => Promise.resolve(lessonOf('from-a-file')),
    ...change,
  } as unknown as Lessons;
  const services = { lessons, ...others } as Services;
  return {
    go,
    desk: new LessonDesk(services, { go } as unknown as Router, () => Promise.resolve()),
  };
}

test('a file that has the id of a sample never stands in for it', async () => {
  const stranger = { ...lessonOf('first'), title: 'A stranger' };
  const { desk } = deskWith({ openFile: () => Promise.resolve(stranger) });
  await desk.openFile(new File(['{}'], 'lesson.json'));
  expect((await desk.find('first')).title).toBe('first');
  expect((await desk.find(lessonKey(stranger))).title).toBe('A stranger');
});

test('a file is opened to its preview, and found again there', async () => {
  const { desk, go } = deskWith({ open: () => Promise.reject(new Error('not a sample')) });
  await desk.openFile(new File(['{}'], 'lesson.json'));
  const key = lessonKey(lessonOf('from-a-file'));
  expect(go).toHaveBeenCalledWith({ name: 'lesson', id: key });
  expect((await desk.find(key)).id).toBe('from-a-file');
});

test('a file that is no lesson is kept as the problem, and nothing moves', async () => {
  const broken = new Error('no lesson');
  const { desk, go } = deskWith({ openFile: () => Promise.reject(broken) });
  await desk.openFile(new File([''], 'lesson.json'));
  expect(desk.problem).toBe(broken);
  expect(go).not.toHaveBeenCalled();
  desk.dismissProblem();
  expect(desk.problem).toBeNull();
});

test('the first lesson begins in the gesture, once everything it needs is there', async () => {
  const begun = playing();
  const wakeSound = vi.fn();
  const play = vi.fn().mockResolvedValue(begun);
  const settings = { answerBy: 'voice' } as Services['settings'];
  const { desk, go } = deskWith({ wakeSound, play }, { settings });
  const beginning = desk.beginFirst();
  expect(wakeSound).toHaveBeenCalledOnce();
  expect(desk.beginning).toBe(true);
  await beginning;
  expect(play).toHaveBeenCalledWith(lessonOf('first'), { answerBy: 'voice' });
  expect(begun.start).toHaveBeenCalledOnce();
  expect(go).toHaveBeenCalledWith({ name: 'play' });
  expect(desk.beginning).toBe(false);
  desk.leave();
  expect(begun.leave).toHaveBeenCalledOnce();
  expect(desk.playing).toBeNull();
});

test('a lesson that cannot begin leaves the learner where they are, with the reason', async () => {
  const broken = new Error('no engine');
  const { desk, go } = deskWith({ wakeSound: vi.fn(), play: () => Promise.reject(broken) });
  await desk.begin(lessonOf('a'), { answerBy: 'keyboard' });
  expect(desk.problem).toBe(broken);
  expect(desk.beginning).toBe(false);
  expect(go).not.toHaveBeenCalled();
});

test('practice takes its steps from the whole lesson, again and again', async () => {
  const practice = { ...playing(), lesson: { ...lessonOf('a'), steps: [] } };
  const play = vi.fn().mockResolvedValue(practice);
  const { desk } = deskWith({ wakeSound: vi.fn(), play });
  await desk.begin(lessonOf('a'), { answerBy: 'keyboard' });
  expect(desk.practising).toBe(false);
  const only = { answerBy: 'keyboard', only: ['a'] } as const;
  await desk.again(only);
  await desk.again(only);
  expect(play).toHaveBeenLastCalledWith(lessonOf('a'), only);
  expect(desk.practising).toBe(true);
  await desk.again({ answerBy: 'keyboard' });
  expect(desk.practising).toBe(false);
});

describe('whether words may leave the device', () => {
  const origin = {
    origin: 'https://school.example far cloud',
    name: 'far',
    place: 'cloud',
  } as const;
  const withCloud = () => {
    const [play, answerFor] = [vi.fn().mockResolvedValue(playing()), vi.fn()];
    const panel = { toAsk: () => Promise.resolve([origin]), answerFor };
    const desk = deskWith(
      { wakeSound: vi.fn(), play },
      { panel: () => Promise.resolve(panel as never) },
    ).desk;
    return { play, answerFor, desk };
  };

  test("is the learner's word, asked before a lesson of another's policy begins", async () => {
    const { desk, play, answerFor } = withCloud();
    const lesson: Lesson = { ...lessonOf('a'), policy: 'cloud-allowed' };
    const begun = desk.begin(lesson, { answerBy: 'keyboard' });
    await vi.waitFor(() => expect(desk.question?.origin).toEqual(origin));
    expect(play).not.toHaveBeenCalled();
    desk.question?.answer(false);
    await begun;
    expect(answerFor).toHaveBeenCalledWith(origin, false);
    expect(desk.question).toBeNull();
    expect(play).toHaveBeenCalledOnce();
  });

  test('is left open by who closes the question, and nothing begins', async () => {
    const { desk, play, answerFor } = withCloud();
    const lesson: Lesson = { ...lessonOf('a'), policy: 'cloud-allowed' };
    const begun = desk.begin(lesson, { answerBy: 'keyboard' });
    await vi.waitFor(() => expect(desk.question).not.toBeNull());
    desk.question?.answer(null);
    await begun;
    expect(answerFor).not.toHaveBeenCalled();
    expect(play).not.toHaveBeenCalled();
    expect([desk.beginning, desk.problem]).toEqual([false, null]);
  });

  test('is not asked where nothing may, nor in their own talk', async () => {
    const { desk, play } = withCloud();
    await desk.begin(lessonOf('a'), { answerBy: 'keyboard' });
    await desk.begin(talkLesson('en', 'en', 'cloud-allowed'), { answerBy: 'keyboard' });
    expect(play).toHaveBeenCalledTimes(2);
  });
});
