import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  measureSpeech,
  unlikeSpeech,
} from '../../../../../src/engines/in-browser/voices/speech-likeness.ts';
import { seededRandom } from '../../../../fakes/seeded-random.ts';

const RATE_HZ = 16_000;

function recording(file: string): Float32Array {
  const wav = readFileSync(`tests/fixtures/speech/${file}`);
  const data = wav.indexOf('data', 12, 'latin1') + 8;
  const pcm = new Int16Array(wav.buffer, wav.byteOffset + data, (wav.length - data) >> 1);
  return Float32Array.from(pcm, (sample) => sample / 32_768);
}
const verdict = (samples: Float32Array, characters: number) =>
  unlikeSpeech(measureSpeech(samples, RATE_HZ), characters);

test.each([
  ['pub_01.wav', 'A triangle has three sides.'],
  ['pub_03.wav', 'Sunday comes after Saturday.'],
  ['pub_04.wav', 'Saturday, Friday, Wednesday, Sunday.'],
  ['first-words/capital-paris.wav', 'The capital of France is Paris.'],
  ['first-words/capital-london.wav', 'The capital of England is London.'],
  ['first-words/seven-days.wav', 'There are seven days in a week.'],
  ['first-words/triangle.wav', 'A triangle has three sides.'],
])('%s is speech', (file, text) => {
  expect(verdict(recording(file), text.length)).toBeNull();
});

const random = seededRandom(1);
const made = (sample: (seconds: number) => number) =>
  Float32Array.from({ length: RATE_HZ * 3 }, (_, i) => sample(i / RATE_HZ));
const swell = (seconds: number) => 0.5 + 0.5 * Math.sin(2 * Math.PI * 4 * seconds);
const hum = (hz: number, seconds: number) => Math.sin(2 * Math.PI * hz * seconds);
let brown = 0;

test.each([
  ['silence', made(() => 0), 'silence'],
  ['numbers that are none', made(() => NaN), 'silence'],
  ['white noise', made(() => random() - 0.5), 'loudness that never changes'],
  ['brown noise', made(() => (brown = brown * 0.98 + (random() - 0.5) * 0.1)), null],
  ['noise that swells like syllables', made((s) => (random() - 0.5) * swell(s)), 'no voice'],
  ['a tone', made((s) => 0.5 * hum(200, s)), null],
  ['a tone that swells like syllables', made((s) => 0.5 * hum(200, s) * swell(s)), 'noise or tone'],
  [
    'speech cut flat',
    recording('pub_01.wav').map((x) => Math.sign(x) * Math.min(Math.abs(x), 0.02)),
    'clipped',
  ],
])('%s is no speech', (_, samples, reason) => {
  const found = verdict(samples, 45);
  if (reason) expect(found).toBe(reason);
  else expect(found).not.toBeNull();
});

test.each(['noise.wav', 'silence.wav'])('%s is no speech', (file) => {
  expect(verdict(recording(`first-words/${file}`), 45)).not.toBeNull();
});

test('speech far too long or too short for its text is none', () => {
  const speech = recording('pub_03.wav');
  expect(verdict(speech, 10)).toBe('duration');
  expect(verdict(speech, 200)).toBe('duration');
});
