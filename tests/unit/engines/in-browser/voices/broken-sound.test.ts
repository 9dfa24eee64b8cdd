import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { brokenSound } from '../../../../../src/engines/in-browser/voices/broken-sound.ts';
import { createPieceSpeaker } from '../../../../../src/engines/in-browser/voices/piece-speaker.ts';
import {
  measureSpeech,
  unlikeSpeech,
} from '../../../../../src/engines/in-browser/voices/speech-likeness.ts';
import { catalog } from '../../../../../src/model-store/catalog.ts';
import type { PieceSound } from '../../../../../src/engines/in-browser/speak-protocol.ts';
import { seededRandom } from '../../../../fakes/seeded-random.ts';

const wav = readFileSync('tests/fixtures/speech/pub_03.wav');
const pcm = new Int16Array(wav.buffer, wav.byteOffset + 44, (wav.length - 44) >> 1);
const TEXT = 'Sunday comes after Saturday.';
const speech = Float32Array.from(pcm, (sample) => sample / 32_768);
const peak = speech.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
const scaledTo = (top: number) => speech.map((sample) => (sample / peak) * top);
const withOne = (value: number) => {
  const samples = speech.slice();
  samples[samples.length >> 1] = value;
  return samples;
};

test.each([
  ['speech', speech],
  ['speech that overshoots full scale', scaledTo(1.4)],
  ['silence', new Float32Array(1000)],
  ['nothing', new Float32Array(0)],
])('%s may be sound', (_, samples) => {
  expect(brokenSound(samples)).toBeNull();
});

test.each([
  ['a peak of 309,315, as Kokoro gave on a chip', scaledTo(309_315), 'peak 309315'],
  ['one sample that is no number', withOne(NaN), 'not a number'],
  ['one that is endless', withOne(-Infinity), 'not a number'],
  ['one spike', withOne(40), 'peak 40'],
])('%s is none', (_, samples, reason) => {
  expect(brokenSound(samples)).toBe(reason);
});

const entry = catalog.find(({ id }) => id === 'tiny-piper')!;
const [voice] = entry.voices!;
const request = {
  type: 'run',
  entry,
  voice: voice!.id,
  rate: 1,
  pieces: [{ text: TEXT }],
} as const;

/** What the page is given of a piece, once its loudness was evened out. */
async function handedOn(samples: Float32Array): Promise<PieceSound[]> {
  const sounds: PieceSound[] = [];
  const model = {
    speak: () => Promise.resolve({ samples, sampleRateHz: 16_000 }),
    dispose: () => Promise.resolve(),
  };
  const speak = createPieceSpeaker(() => Promise.resolve());
  await speak(model, request, (sound) => sounds.push(sound), new AbortController().signal);
  return sounds;
}

test('no piece of broken sound reaches the page, though loudness evened out would hide it', async () => {
  const random = seededRandom(3);
  // What a chip makes of a vocoder: the shape of speech, a thousandfold, with its own noise.
  const noisy = speech.map((sample) => (sample + (random() - 0.5) * 0.02) * 309_315);
  for (const samples of [noisy, scaledTo(309_315), withOne(NaN), withOne(Infinity)]) {
    await expect(handedOn(samples)).rejects.toMatchObject({
      code: 'voice-unfit',
      params: { name: entry.name },
    });
  }
  // Brought down to full scale the same sound would have passed for speech.
  const [evened] = await handedOn(noisy.map((sample) => sample / 309_315));
  const measures = measureSpeech(evened!.samples, evened!.sampleRateHz);
  expect(unlikeSpeech(measures, TEXT.length)).toBeNull();
});

test('speech goes through', async () => {
  expect(await handedOn(speech)).toHaveLength(1);
});
