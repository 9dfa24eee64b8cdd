import { expect, test, vi } from 'vitest';
import { loadAhead, type LoadAheadParts } from '../../../src/wiring/load-ahead.ts';
import type { Stage } from '../../../src/wiring/stage.ts';

function partsOf(change: {
  device?: object;
  left?: string;
  answerBy?: 'voice' | 'keyboard';
  ears?: 'ready' | 'absent';
  inUse?: boolean;
  prepareVoice?: () => Promise<void>;
}) {
  const { device = { deviceMemory: 8 }, left, answerBy = 'voice', ears = 'ready' } = change;
  const done: string[] = [];
  const stage = {
    warmUp: () => Promise.resolve(void done.push('platform voice')),
    warmVoiceDetection: () => void done.push('voice detection'),
    prepareVoice:
      change.prepareVoice ?? ((language) => Promise.resolve(void done.push(`voice ${language}`))),
  } as Stage;
  const parts: LoadAheadParts = {
    lessons: {
      savedRuns: () => Promise.resolve(left ? [{ lesson: { language: left } }] : []) as never,
      samples: () => Promise.resolve([{ language: 'en' }]) as never,
    },
    settings: { answerBy },
    stage: () => Promise.resolve(stage),
    listening: {
      state: ears,
      inUse: change.inUse ?? false,
      use: (language) => Promise.resolve(void done.push(`ears ${language}`)),
    },
    device: { userAgent: 'Chrome', ...device } as Navigator,
    idle: vi.fn(() => Promise.resolve()),
  };
  return { parts, done };
}

test('the voice of the next lesson is loaded, then what understands it', async () => {
  const fresh = partsOf({});
  await loadAhead(fresh.parts);
  expect(fresh.done).toEqual(['platform voice', 'voice en', 'ears en', 'voice detection']);
  expect(fresh.parts.idle).toHaveBeenCalledTimes(4);
  const deaf = partsOf({ ears: 'absent' });
  await loadAhead(deaf.parts);
  expect(deaf.done).toEqual(['platform voice', 'voice en', 'ears en']);
  const begun = partsOf({ left: 'es-ES', answerBy: 'keyboard' });
  await loadAhead(begun.parts);
  expect(begun.done).toEqual(['platform voice', 'voice es-ES']);
});

test.each([
  { deviceMemory: 2 },
  { userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)' },
])('a small device loads no model before it is needed: %o', async (device) => {
  const { parts, done } = partsOf({ device });
  await loadAhead(parts);
  expect(done).toEqual(['platform voice']);
});

test('a failure is left to the lesson', async () => {
  const { parts, done } = partsOf({ prepareVoice: () => Promise.reject(new Error('no')) });
  await loadAhead(parts);
  expect(done).toEqual(['platform voice']);
});

test('ears that a lesson has asked for stay those of its language', async () => {
  const { parts, done } = partsOf({ inUse: true });
  await loadAhead(parts);
  expect(done).toEqual(['platform voice', 'voice en']);
});
