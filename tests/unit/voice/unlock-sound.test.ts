import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { unlockSound } from '../../../src/voice/speaker/unlock-sound.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function context(runs: boolean) {
  const audio = {
    state: 'suspended',
    resume: () => {
      if (!runs) return new Promise(() => {});
      audio.state = 'running';
      return Promise.resolve();
    },
  };
  return audio as never as AudioContext;
}

test('sound that may begin does', async () => {
  await expect(unlockSound(context(true), false)).resolves.toBeUndefined();
});

test.each([
  [false, 'audio-needs-gesture'],
  // Firefox without a sound device: the press was there, the sound is not.
  [true, 'audio-no-device'],
])('no sound; pressed: %s', async (pressed, code) => {
  const unlocked = expect(unlockSound(context(false), pressed)).rejects.toMatchObject({ code });
  await vi.advanceTimersByTimeAsync(2000);
  await unlocked;
});
