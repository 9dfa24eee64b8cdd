import { expect, it } from 'vitest';
import type { SoundFrame, SoundSource } from '../../../src/voice/microphone/sound-source.ts';
import {
  LiveFrames,
  LiveFrameTap,
  wholeUtterance,
} from '../../../src/voice/microphone/live-frames.ts';

const frame = (value: number) => Float32Array.of(value);

async function all(frames: AsyncIterable<Float32Array>): Promise<number[]> {
  const values: number[] = [];
  for await (const [value] of frames) values.push(value ?? Number.NaN);
  return values;
}

/** A source that a test pushes frames into. */
function openSource() {
  const listeners = new Set<(frame: SoundFrame) => void>();
  const source = {
    subscribe(listener: (frame: SoundFrame) => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  } as unknown as SoundSource;
  const push = (value: number) => {
    for (const listener of listeners) listener({ samples: frame(value), endMs: value });
  };
  return { source, push, listeners };
}

it('gives frames in order, whether they came before or after reading began', async () => {
  const frames = new LiveFrames();
  frames.push(frame(1));
  const reading = all(frames);
  await Promise.resolve();
  frames.push(frame(2));
  frames.push(frame(3));
  frames.end();
  frames.push(frame(4));
  expect(await reading).toEqual([1, 2, 3]);
});

it('begins half a second back, and ends the stream before', async () => {
  const { source, push, listeners } = openSource();
  const tap = new LiveFrameTap(source);
  for (let value = 1; value <= 20; value++) push(value);
  const first = all(tap.begin());
  push(21);
  const second = all(tap.begin());
  push(22);
  tap.close();
  expect(await first).toEqual(Array.from({ length: 17 }, (_, index) => index + 5));
  expect(await second).toEqual(Array.from({ length: 17 }, (_, index) => index + 6));
  expect(listeners.size).toBe(0);
});

it('a whole utterance is one frame', async () => {
  expect(await all(wholeUtterance(frame(7)))).toEqual([7]);
});
