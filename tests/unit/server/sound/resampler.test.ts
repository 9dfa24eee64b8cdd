import { describe, expect, it } from 'vitest';
import { Resampler } from '../../../../server/sound/resampler.ts';

function tone(hz: number, rateHz: number, seconds: number): Float32Array {
  return Float32Array.from({ length: rateHz * seconds }, (_, index) =>
    Math.sin((2 * Math.PI * hz * index) / rateHz),
  );
}

function resample(samples: Float32Array, fromHz: number, toHz: number, block: number) {
  const resampler = new Resampler(fromHz, toHz);
  const output: number[] = [];
  for (let at = 0; at < samples.length; at += block) {
    output.push(...resampler.push(samples.subarray(at, at + block)));
  }
  output.push(...resampler.end());
  return output;
}

/** Largest difference, away from both ends. */
function difference(a: readonly number[], b: Float32Array): number {
  let worst = 0;
  for (let index = 400; index < b.length - 400; index++) {
    worst = Math.max(worst, Math.abs((a[index] ?? NaN) - (b[index] ?? NaN)));
  }
  return worst;
}

describe('Resampler', () => {
  it.each([
    [48_000, 16_000],
    [44_100, 16_000],
    [8_000, 16_000],
    [11_025, 16_000],
    [22_050, 24_000],
    [16_000, 24_000],
  ])('keeps a tone where it was: %i to %i Hz', (fromHz, toHz) => {
    const output = resample(tone(440, fromHz, 1), fromHz, toHz, 1000);
    expect(output).toHaveLength(toHz);
    expect(difference(output, tone(440, toHz, 1))).toBeLessThan(0.001);
  });

  it('gives the same whatever the blocks', () => {
    const samples = tone(300, 44_100, 0.5);
    const whole = resample(samples, 44_100, 16_000, samples.length);
    expect(resample(samples, 44_100, 16_000, 17)).toEqual(whole);
    expect(resample(samples, 44_100, 16_000, 4096)).toEqual(whole);
  });

  it('takes out what the lower rate cannot hold', () => {
    const output = resample(tone(15_000, 48_000, 1), 48_000, 16_000, 4096).slice(400, -400);
    expect(Math.max(...output.map(Math.abs))).toBeLessThan(0.001);
  });

  it('takes odd rates without making thousands of filters', () => {
    const output = resample(tone(440, 44_101, 1), 44_101, 16_000, 4096);
    expect(output).toHaveLength(16_000);
    expect(difference(output, tone(440, 16_000, 1))).toBeLessThan(0.01);
  });

  it('gives samples back untouched at the same rate, and nothing for nothing', () => {
    const samples = tone(440, 16_000, 0.1);
    expect(new Resampler(16_000, 16_000).push(samples)).toBe(samples);
    expect(resample(new Float32Array(), 48_000, 16_000, 100)).toEqual([]);
  });
});
