import { expect, test } from 'vitest';
import { SpeechFinisher } from '../../../../../src/engines/in-browser/voices/finish-speech.ts';

const RATE_HZ = 16_000;
/** Silence, half a second of sound, silence. */
function speech(loudness: number, silenceSeconds = 1): Float32Array {
  const silence = RATE_HZ * silenceSeconds;
  const sound = RATE_HZ / 2;
  return Float32Array.from({ length: silence * 2 + sound }, (_, i) =>
    i < silence || i >= silence + sound ? 0 : loudness * Math.sin(i / 5),
  );
}
const peakOf = (samples: Float32Array) => samples.reduce((max, x) => Math.max(max, Math.abs(x)), 0);

test('silence around speech is cut to a breath, and the ends do not click', () => {
  const finished = new SpeechFinisher().finish(speech(0.5), RATE_HZ);
  const ms = (finished.length / RATE_HZ) * 1000;
  expect(ms).toBeGreaterThan(600);
  expect(ms).toBeLessThan(650);
  expect(Math.abs(finished[0]!)).toBeLessThan(0.01);
  expect(Math.abs(finished.at(-1)!)).toBeLessThan(0.01);
});

test('too loud is brought down, quiet is raised but not without end', () => {
  expect(peakOf(new SpeechFinisher().finish(speech(1.5), RATE_HZ))).toBeCloseTo(0.8, 2);
  expect(peakOf(new SpeechFinisher().finish(speech(0.4), RATE_HZ))).toBeCloseTo(0.8, 2);
  expect(peakOf(new SpeechFinisher().finish(speech(0.05), RATE_HZ))).toBeCloseTo(0.2, 2);
});

test('one voice keeps one loudness: a soft sentence after a loud one stays soft', () => {
  const finisher = new SpeechFinisher();
  finisher.finish(speech(0.8), RATE_HZ);
  expect(peakOf(finisher.finish(speech(0.2), RATE_HZ))).toBeCloseTo(0.2, 2);
});

test('silence is nothing', () => {
  expect(new SpeechFinisher().finish(new Float32Array(16_000), RATE_HZ).length).toBe(0);
});
