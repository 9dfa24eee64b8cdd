import { describe, expect, test } from 'vitest';
import { stretchTime } from '../../../src/contracts/stretch-time.ts';

const RATE_HZ = 16_000;
const tone = (hz: number, seconds: number) =>
  Float32Array.from(
    { length: RATE_HZ * seconds },
    (_, i) => 0.5 * Math.sin((2 * Math.PI * hz * i) / RATE_HZ),
  );

/** Rising zero crossings per second, in the middle of the sound. */
function pitchOf(samples: Float32Array): number {
  const middle = samples.subarray(samples.length / 4, (samples.length * 3) / 4);
  let crossings = 0;
  for (let i = 1; i < middle.length; i++) if (middle[i - 1]! < 0 && middle[i]! >= 0) crossings += 1;
  return (crossings * RATE_HZ) / middle.length;
}

describe.each([0.5, 0.7, 1.4, 2])('at rate %d', (rate) => {
  const stretched = stretchTime(tone(180, 2), RATE_HZ, rate);

  test('the sound takes longer or shorter', () => {
    expect(stretched.length).toBe(Math.round((2 * RATE_HZ) / rate));
  });

  test('its pitch and loudness stay', () => {
    expect(pitchOf(stretched)).toBeGreaterThan(175);
    expect(pitchOf(stretched)).toBeLessThan(185);
    const middle = stretched.subarray(stretched.length / 4, (stretched.length * 3) / 4);
    const power = middle.reduce((sum, sample) => sum + sample ** 2, 0) / middle.length;
    expect(Math.sqrt(power)).toBeGreaterThan(0.3);
    expect(Math.sqrt(power)).toBeLessThan(0.4);
  });
});

test('its own pace changes nothing; silence stays silent', () => {
  const sound = tone(100, 0.1);
  expect(stretchTime(sound, RATE_HZ, 1)).toBe(sound);
  expect(stretchTime(new Float32Array(1600), RATE_HZ, 0.5).every((sample) => sample === 0)).toBe(
    true,
  );
});
