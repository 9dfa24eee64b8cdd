import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { VadModel } from '../../../src/engines/in-browser/vad-model.ts';
import { FrameResampler } from '../../../src/voice/microphone/frame-resampler.ts';
import { levelDbfs } from '../../../src/voice/microphone/sound-level.ts';
import { TurnDetector, usualTurn, type TurnEvent } from '../../../src/voice/ear/turn-detector.ts';
import { readWav } from './read-wav.ts';
import { openSilero } from './silero.ts';

const fixtures = new URL('../../fixtures/speech/', import.meta.url);
const shared = join(
  process.env['PARLEY_SHARED'] ?? join(import.meta.dirname, '../../../../shared'),
  'speech',
);

let silero: VadModel;
beforeAll(async () => {
  silero = await openSilero();
});

/** A quiet room around the recording: a second before, two after. */
function inRoom(samples: Float32Array, rateHz: number): Float32Array {
  let seed = 1;
  const noise = () => {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
    return (seed / 0x7fffffff - 0.5) * 2e-4;
  };
  const room = Float32Array.from({ length: samples.length + rateHz * 3 }, noise);
  samples.forEach((sample, index) => (room[rateHz + index]! += sample));
  return room;
}

/** Everything from samples to turns: resampler, Silero, turn detector. */
async function hear(samples: Float32Array, rateHz: number, patienceMs: number) {
  silero.reset();
  const detector = new TurnDetector({ ...usualTurn, patienceMs });
  const frames: Float32Array[] = [];
  new FrameResampler(rateHz).push(inRoom(samples, rateHz), (frame) => frames.push(frame));
  const events: TurnEvent[] = [];
  let endMs = 0;
  for (const frame of frames) {
    endMs += 32;
    const event = detector.feed(await silero.push(frame), levelDbfs(frame), endMs);
    if (event) events.push(event);
  }
  return events.filter((event) => event.type === 'turn-end');
}

describe('turns in recordings', () => {
  it.each(['pub_01.wav', 'pub_02.wav', 'pub_03.wav', 'pub_04.wav', 'pub_05.wav'])(
    'hears %s as one turn, from its first sound to its last',
    async (file) => {
      const { samples, rateHz } = readWav(new URL(file, fixtures));
      const turns = await hear(samples, rateHz, usualTurn.patienceMs);
      expect(turns).toHaveLength(1);
      const lengthMs = (samples.length / rateHz) * 1000;
      expect(turns[0]!.speechStartMs).toBeGreaterThan(900);
      expect(turns[0]!.speechStartMs).toBeLessThan(1000 + lengthMs / 2);
      expect(turns[0]!.speechEndMs).toBeLessThan(1000 + lengthMs + 300);
      expect(turns[0]!.speechEndMs - turns[0]!.speechStartMs).toBeGreaterThan(lengthMs / 2);
    },
  );

  it('hears the same at 48 kHz', async () => {
    const { samples } = readWav(new URL('pub_01.wav', fixtures));
    const wide = Float32Array.from({ length: samples.length * 3 }, (_, i) => {
      const [a, b] = [samples[Math.floor(i / 3)]!, samples[Math.floor(i / 3) + 1] ?? 0];
      return a + ((b - a) * (i % 3)) / 3;
    });
    expect(await hear(wide, 48_000, usualTurn.patienceMs)).toHaveLength(1);
  });

  it.each([
    ['silence', () => 0],
    ['hum', (i: number) => 0.05 * Math.sin((2 * Math.PI * 60 * i) / 16_000)],
    ['a tone', (i: number) => 0.3 * Math.sin((2 * Math.PI * 440 * i) / 16_000)],
    ['noise', (i: number) => 0.2 * ((Math.sin(i * 12.9898) * 43_758.5453) % 1)],
  ])('hears no turn in %s', async (_, wave) => {
    const samples = Float32Array.from({ length: 16_000 * 4 }, (__, i) => wave(i));
    expect(await hear(samples, 16_000, usualTurn.patienceMs)).toEqual([]);
  });
});

interface Recording {
  readonly file: string;
  readonly text: string;
  readonly kind: string;
}

/** Recordings of people, which are not part of the project. */
describe.runIf(existsSync(join(shared, 'human.json')))('turns of people', () => {
  const list = existsSync(join(shared, 'human.json'))
    ? (JSON.parse(readFileSync(join(shared, 'human.json'), 'utf8')) as Recording[])
    : [];
  const heard = async (kind: RegExp, patienceMs: number) => {
    const counts: number[] = [];
    for (const recording of list.filter((one) => kind.test(one.kind))) {
      const { samples, rateHz } = readWav(join(shared, recording.file));
      counts.push((await hear(samples, rateHz, patienceMs)).length);
    }
    return counts;
  };

  it('misses no digit and no command, and splits none', async () => {
    const counts = await heard(/digit-mixed|command/, 500);
    expect(counts.filter((turns) => turns !== 1)).toEqual([]);
  }, 120_000);

  it('hears every learner, and cuts few off', async () => {
    const counts = await heard(/learner/, 900);
    expect(counts.filter((turns) => turns === 0)).toEqual([]);
    expect(counts.filter((turns) => turns > 1).length / counts.length).toBeLessThan(0.03);
  }, 240_000);

  it('hears next to nothing in a minute of loud noise', async () => {
    const counts = await heard(/noise-only/, 900);
    expect(counts.reduce((sum, turns) => sum + turns, 0)).toBeLessThanOrEqual(1);
  }, 120_000);
});
