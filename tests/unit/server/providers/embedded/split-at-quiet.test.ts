import { describe, expect, it } from 'vitest';
import { isSilent, splitAtQuiet } from '../../../../../server/providers/embedded/split-at-quiet.ts';

const loud = (length: number) =>
  Float32Array.from({ length }, (_, index) => Math.sin(index / 3) / 2);

describe('splitAtQuiet', () => {
  it('leaves short sound whole, and nothing as nothing', () => {
    expect(splitAtQuiet(loud(1000), 1000)).toEqual([{ from: 0, to: 1000 }]);
    expect(splitAtQuiet(new Float32Array(), 1000)).toEqual([]);
  });

  it('cuts in the pause, and misses nothing', () => {
    const samples = loud(100_000);
    samples.fill(0, 70_000, 74_000);
    const stretches = splitAtQuiet(samples, 80_000);
    expect(stretches).toHaveLength(2);
    expect(stretches[0]?.to).toBeGreaterThanOrEqual(70_000);
    expect(stretches[0]?.to).toBeLessThanOrEqual(74_000);
    expect(stretches[1]).toEqual({ from: stretches[0]?.to, to: 100_000 });
  });

  it('keeps every stretch below the limit when there is no pause', () => {
    const stretches = splitAtQuiet(loud(500_000), 96_000);
    expect(stretches.every(({ from, to }) => to - from <= 96_000 && to > from)).toBe(true);
    expect(stretches.at(-1)?.to).toBe(500_000);
  });
});

describe('isSilent', () => {
  it('tells a quiet room from a quiet voice', () => {
    expect(isSilent(new Float32Array(16_000))).toBe(true);
    expect(isSilent(loud(16_000).map((it) => it * 0.002))).toBe(true);
    expect(isSilent(loud(16_000).map((it) => it * 0.05))).toBe(false);
  });
});
