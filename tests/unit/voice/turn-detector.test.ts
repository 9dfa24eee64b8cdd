import { describe, expect, it } from 'vitest';
import { pushTurn, TurnDetector, usualTurn } from '../../../src/voice/ear/turn-detector.ts';
import type { TurnEvent, TurnSettings } from '../../../src/voice/ear/turn-detector.ts';

const LOUD = -20;
const ROOM = -60;

/** `[probability, frames, level]` runs into events; each event carries the time it was told. */
function run(
  runs: readonly (readonly [number, number, number?])[],
  settings: Partial<TurnSettings> = {},
) {
  const detector = new TurnDetector({ ...usualTurn, ...settings });
  const events: (TurnEvent & { atMs: number })[] = [];
  let atMs = 0;
  for (const [probability, frames, level] of runs) {
    for (let frame = 0; frame < frames; frame++) {
      atMs += 32;
      const event = detector.feed(probability, level ?? (probability > 0.3 ? LOUD : ROOM), atMs);
      if (event) events.push({ ...event, atMs });
    }
  }
  return { events, types: events.map((event) => event.type), detector };
}

describe('TurnDetector', () => {
  it('tells start, pause and end of one turn, with the times of the voice', () => {
    const { events } = run([
      [0, 10],
      [0.9, 20],
      [0, 40],
    ]);
    expect(events).toEqual([
      { type: 'speech-start', speechStartMs: 320, atMs: 384 },
      { type: 'speech-pause', speechEndMs: 960, atMs: 1088 },
      { type: 'turn-end', speechStartMs: 320, speechEndMs: 960, reason: 'silence', atMs: 1888 },
    ]);
  });

  it('goes on after a pause shorter than the patience, however often', () => {
    const { types, events } = run([
      [0.9, 10],
      [0, 20],
      [0.9, 10],
      [0, 27],
      [0.9, 10],
      [0, 60],
    ]);
    expect(types).toEqual([
      'speech-start',
      'speech-pause',
      'speech-resume',
      'speech-pause',
      'speech-resume',
      'speech-pause',
      'turn-end',
    ]);
    expect(events[2]).toMatchObject({ pauseMs: 640 });
  });

  it('keeps a word of a tenth of a second, drops a click', () => {
    const word = run([
      [0, 5],
      [0.9, 3],
      [0, 60],
    ]);
    expect(word.types).toContain('turn-end');
    expect(
      run([
        [0, 5],
        [0.9, 1],
        [0, 60],
      ]).types,
    ).toEqual([]);
    expect(
      run([
        [0, 5],
        [0.9, 2],
        [0, 60],
      ]).types,
    ).toEqual(['speech-start', 'speech-pause', 'misfire']);
  });

  it('keeps speech going at a probability that would not begin it', () => {
    const { types } = run([
      [0, 5],
      [0.9, 5],
      [0.4, 60],
      [0, 40],
    ]);
    expect(types).toEqual(['speech-start', 'speech-pause', 'turn-end']);
    expect(run([[0.4, 100]]).types).toEqual([]);
  });

  it('does not take steady noise for doubtful speech', () => {
    expect(
      run([
        [0, 5, -20],
        [0.6, 100, -20],
      ]).types,
    ).toEqual([]);
    // The same probability well above the room's noise is believed.
    expect(
      run([
        [0, 5, -40],
        [0.6, 20, -20],
        [0, 40, -40],
      ]).types,
    ).toContain('turn-end');
  });

  it('ends a turn that is too long, and says so', () => {
    const { events } = run([[0.9, 1100]]);
    const end = events.find((event) => event.type === 'turn-end');
    expect(end).toMatchObject({ reason: 'too-long', speechStartMs: 0, speechEndMs: 30_016 });
  });

  it('waits for the key when only the key may end the turn', () => {
    const { types, detector } = run(
      [
        [0.9, 10],
        [0, 300],
      ],
      pushTurn,
    );
    expect(types).toEqual(['speech-start', 'speech-pause']);
    expect(detector.finish('finished')).toMatchObject({ type: 'turn-end', reason: 'finished' });
    expect(detector.finish('finished')).toEqual({ type: 'misfire' });
  });

  it('takes a new patience in the middle of a turn', () => {
    const { detector } = run([[0.9, 10]]);
    detector.setPatience(200);
    const events = Array.from({ length: 8 }, (_, i) => detector.feed(0, ROOM, 352 + i * 32));
    expect(events.find((event) => event?.type === 'turn-end')).toBeTruthy();
  });
});
