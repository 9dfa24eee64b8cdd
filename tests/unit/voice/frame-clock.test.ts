import { describe, expect, it } from 'vitest';
import { FrameClock } from '../../../src/voice/microphone/frame-clock.ts';

describe('FrameClock', () => {
  it('spaces frames that were delivered in bunches', () => {
    const clock = new FrameClock();
    const stamps = [1000, 1032, 1190, 1190, 1190, 1190, 1192].map((ms) => clock.stamp(ms));
    expect(stamps.map(Math.round)).toEqual([1000, 1032, 1064, 1096, 1128, 1160, 1192]);
  });

  it('believes an earlier arrival', () => {
    const clock = new FrameClock();
    clock.stamp(1040);
    expect(clock.stamp(1060)).toBe(1060);
  });

  it('moves on after a hole', () => {
    const clock = new FrameClock();
    clock.stamp(1000);
    expect(clock.stamp(4000)).toBe(4000);
    expect(Math.round(clock.stamp(4030))).toBe(4030);
    clock.reset();
    expect(clock.stamp(4100)).toBe(4100);
  });
});
