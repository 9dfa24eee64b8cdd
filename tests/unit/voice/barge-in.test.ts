import { describe, expect, it } from 'vitest';
import { BargeIn } from '../../../src/voice/ear/barge-in.ts';
import type { WatchOptions } from '../../../src/voice/ear/ear-events.ts';

function run(probabilities: readonly number[], options: WatchOptions = {}) {
  const bargeIn = new BargeIn(options);
  return probabilities.flatMap((probability, index) => {
    const event = bargeIn.feed(probability, (index + 1) * 32, (index + 1) * 32);
    return event ? [event] : [];
  });
}

const frames = (probability: number, count: number) => Array<number>(count).fill(probability);

describe('BargeIn', () => {
  it('ducks first, confirms after a quarter of a second, and knows when it began', () => {
    expect(run([...frames(0, 5), ...frames(0.95, 7)])).toEqual([
      { type: 'maybe', speechStartMs: 160 },
      { type: 'confirmed', speechStartMs: 160, decidedMs: 384 },
    ]);
  });

  it('takes it back when it was only a cough', () => {
    const types = run([...frames(0.95, 4), ...frames(0, 12)]).map((event) => event.type);
    expect(types).toEqual(['maybe', 'gone']);
  });

  it('bears a consonant in the middle', () => {
    const types = run([...frames(0.95, 4), 0.2, ...frames(0.95, 5)]).map((event) => event.type);
    expect(types).toEqual(['maybe', 'confirmed']);
  });

  it('is not moved by echo: moderate, or flickering', () => {
    expect(run(frames(0.7, 200))).toEqual([]);
    expect(run(Array.from({ length: 200 }, (_, i) => (i % 2 ? 0.9 : 0.1)))).toEqual([]);
  });

  it('can be told to be stricter', () => {
    expect(run(frames(0.85, 50), { threshold: 0.9 })).toEqual([]);
    const [confirmed] = run(frames(0.95, 50), { minimumSpeechMs: 480 }).filter(
      (event) => event.type === 'confirmed',
    );
    expect(confirmed).toMatchObject({ decidedMs: 480 });
  });
});
