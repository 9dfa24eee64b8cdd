import { expect, test, vi } from 'vitest';
import type { Lesson } from '../../../../src/contracts/lesson.ts';
import { LessonDesk } from '../../../../src/ui/learn/lesson-desk.svelte.ts';
import type { Router } from '../../../../src/ui/router.svelte.ts';
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

function deskWith(change: Partial<Services> = {}) {
  const go = vi.fn();
  const services = {
    samples: () => Promise.resolve([{ id: 'first', title: 'First', language: 'en', steps: 1 }]),
    openSample: (id: string) => Promise.resolve(lessonOf(id)),
    openFile: () => Promise.resolve(lessonOf('from-a-file')),
    savedRuns: () => Promise.resolve([{ lesson: lessonOf('left'), stepIndex: 1, savedAt: 0 }]),
    ...change,
  } as unknown as Services;
  return {
    go,
    desk: new LessonDesk(services, { go } as unknown as Router, () => Promise.resolve()),
  };
}

test('a lesson is found among the samples or among those left before their end', async () => {
  const { desk } = deskWith();
  expect((await desk.find('first')).id).toBe('first');
  expect((await desk.find('left')).id).toBe('left');
});

test('a file is opened to its preview, and found again there', async () => {
  const { desk, go } = deskWith({ openSample: () => Promise.reject(new Error('not a sample')) });
  await desk.openFile(new File(['{}'], 'lesson.json'));
  expect(go).toHaveBeenCalledWith({ name: 'lesson', id: 'from-a-file' });
  expect((await desk.find('from-a-file')).id).toBe('from-a-file');
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
  const { desk, go } = deskWith({ wakeSound, play, settings });
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
