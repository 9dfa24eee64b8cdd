import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameResampler } from '../../../src/voice/microphone/frame-resampler.ts';

function sine(hz: number, rateHz: number, seconds: number): Float32Array {
  return Float32Array.from({ length: Math.round(rateHz * seconds) }, (_, i) =>
    Math.sin((2 * Math.PI * hz * i) / rateHz),
  );
}

function resample(
  input: Float32Array,
  rateHz: number,
  blocks: readonly number[] = [128],
): number[] {
  const resampler = new FrameResampler(rateHz);
  const out: number[] = [];
  for (let at = 0, turn = 0; at < input.length; turn++) {
    const size = blocks[turn % blocks.length]!;
    resampler.push(input.subarray(at, at + size), (frame) => {
      expect(frame).toHaveLength(512);
      out.push(...frame);
    });
    at += size;
  }
  return out;
}

/** Level in dB of full scale sine, without the first and last 50 ms. */
function levelDb(samples: readonly number[]): number {
  const middle = samples.slice(800, -800);
  const power = middle.reduce((sum, x) => sum + x * x, 0) / middle.length;
  return 10 * Math.log10(power * 2 + 1e-20);
}

const rates = [8000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 88_200, 96_000, 192_000];

describe.each(rates)('FrameResampler from %i Hz', (rateHz) => {
  const top = 0.875 * Math.min(8000, rateHz / 2);

  it.each([100, 440, 1000, 3000, top].filter((hz) => hz <= top))(
    'passes %f Hz within 0.5 dB',
    (hz) => {
      expect(Math.abs(levelDb(resample(sine(hz, rateHz, 1), rateHz)))).toBeLessThan(0.5);
    },
  );

  it('keeps the shape of the wave, at the right time', () => {
    const out = resample(sine(440, rateHz, 1), rateHz);
    const errors = out
      .slice(800, -800)
      .map((x, i) => x - Math.sin((2 * Math.PI * 440 * (i + 800)) / 16_000));
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(0.003);
  });

  it('makes as many frames as there was sound, less the half filter it looks ahead', () => {
    const frames = resample(new Float32Array(rateHz * 2), rateHz).length / 512;
    expect(frames).toBe(62);
  });

  it('does not care about block sizes', () => {
    const input = sine(500, rateHz, 0.25);
    const whole = resample(input, rateHz, [input.length]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1 }), (blocks) => {
        expect(resample(input, rateHz, blocks)).toEqual(whole);
      }),
      { numRuns: 15 },
    );
  });
});

describe('FrameResampler', () => {
  it.each(rates.filter((rateHz) => rateHz > 16_000))(
    'keeps aliases 50 dB down from %i Hz',
    (rateHz) => {
      for (const hz of [8100, 9000, 10_500, 0.49 * rateHz].filter((f) => f < rateHz / 2)) {
        expect(levelDb(resample(sine(hz, rateHz, 1), rateHz))).toBeLessThan(-50);
      }
    },
  );

  it('copes with a rate that shares nothing with 16 kHz', () => {
    const out = resample(sine(1000, 47_999, 1), 47_999);
    expect(Math.abs(levelDb(out))).toBeLessThan(0.5);
  });

  it('refuses a rate that is none', () => {
    expect(() => new FrameResampler(0)).toThrow(RangeError);
    expect(() => new FrameResampler(Number.NaN)).toThrow(RangeError);
  });
});
