import { expect, test, vi } from 'vitest';
import { PageSound } from '../../../src/wiring/page-sound.ts';

function fakes() {
  const made: { state: string; resume: () => Promise<void> }[] = [];
  const sound = new PageSound(() => {
    const context = { state: 'suspended', resume: vi.fn(() => Promise.resolve()) };
    made.push(context);
    return context as never as AudioContext;
  });
  const page = new EventTarget();
  sound.wakeByAnyPress(page);
  return { made, sound, page };
}

test('a press before there is sound makes none', () => {
  const { made, page } = fakes();
  page.dispatchEvent(new Event('click'));
  expect(made).toEqual([]);
});

test.each(['pointerup', 'click', 'keydown'])('sound that was stopped comes back by %s', (press) => {
  const { made, sound, page } = fakes();
  void sound.audio;
  for (const state of ['suspended', 'interrupted']) {
    made[0]!.state = state;
    page.dispatchEvent(new Event(press));
  }
  expect(made[0]!.resume).toHaveBeenCalledTimes(2);
  made[0]!.state = 'running';
  page.dispatchEvent(new Event(press));
  expect(made[0]!.resume).toHaveBeenCalledTimes(2);
});

test('sound that was closed is made anew by a press', () => {
  const { made, sound, page } = fakes();
  const first = sound.audio;
  expect(sound.audio).toBe(first);
  made[0]!.state = 'closed';
  page.dispatchEvent(new Event('keydown'));
  expect(made).toHaveLength(2);
  expect(made[1]!.resume).toHaveBeenCalledOnce();
  expect(sound.audio).not.toBe(first);
});
