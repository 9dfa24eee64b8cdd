import { describe, expect, test } from 'vitest';
import {
  fade,
  isResting,
  linePath,
  linePoints,
  type LineMoment,
} from '../../../../src/ui/parts/voice-line.ts';
import type { VoiceState } from '../../../../src/voice/voice-state.ts';

const states: VoiceState[] = ['idle', 'listening', 'thinking', 'speaking', 'paused', 'muted'];
const moment = (change: Partial<LineMoment>): LineMoment => ({
  state: 'idle',
  width: 390,
  height: 80,
  t: 2.6,
  level: 0.7,
  amplitude: 1,
  rtl: false,
  ...change,
});
const heightOf = (change: Partial<LineMoment>) =>
  Math.max(...linePoints(moment(change)).map(([, y]) => Math.abs(y - 40)));

describe('the voice line', () => {
  test('each state has a shape of its own', () => {
    expect(new Set(states.map((state) => linePath(moment({ state })))).size).toBe(states.length);
  });

  test.each(states)('%s runs from edge to edge and stays finite', (state) => {
    const points = linePoints(moment({ state }));
    expect(points.at(0)?.[0]).toBeLessThanOrEqual(0);
    expect(points.at(-1)?.[0]).toBeGreaterThanOrEqual(390);
    expect(linePath(moment({ state }))).not.toMatch(/NaN|Infinity/);
  });

  test.each(['listening', 'speaking'] as const)('%s is higher when it is louder', (state) => {
    expect(heightOf({ state, level: 0.9 })).toBeGreaterThan(heightOf({ state, level: 0.1 }));
  });

  test('listening breathes in silence', () => {
    expect(heightOf({ state: 'listening', level: 0 })).toBeGreaterThan(0);
  });

  test.each(states)('%s is level at amplitude 0', (state) => {
    expect(heightOf({ state, amplitude: 0 })).toBe(0);
  });

  test('reading from right to left mirrors it', () => {
    const there = linePoints(moment({ state: 'thinking' })).map(([x]) => x);
    const back = linePoints(moment({ state: 'thinking', rtl: true })).map(([x]) => 390 - x);
    back.forEach((x, index) => expect(x).toBeCloseTo(there[index] ?? NaN));
  });

  test('only resting states may be drawn seldom', () => {
    expect(states.filter(isResting)).toEqual(['idle', 'paused', 'muted']);
  });
});

describe('fade', () => {
  test('sinks to a level line, then rises in the new shape', () => {
    expect(fade('idle', 'thinking', 60)).toEqual({ state: 'idle', amplitude: 0.5 });
    expect(fade('idle', 'thinking', 120)).toEqual({ state: 'thinking', amplitude: 0 });
    expect(fade('idle', 'thinking', 180)).toEqual({ state: 'thinking', amplitude: 0.5 });
    expect(fade('idle', 'thinking', 240)).toEqual({ state: 'thinking', amplitude: 1 });
  });

  test('at a barge-in the tutor’s stroke is gone within the first frame', () => {
    expect(fade('speaking', 'listening', 0)).toEqual({ state: 'listening', amplitude: 0 });
    expect(fade('speaking', 'listening', 120).state).toBe('listening');
  });
});
