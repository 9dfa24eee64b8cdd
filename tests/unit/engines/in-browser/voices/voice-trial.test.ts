import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import {
  createVoiceTrial,
  type TrialSpeech,
} from '../../../../../src/engines/in-browser/voices/voice-trial.ts';
import { wordErrorRate } from '../../../../../src/engines/in-browser/voices/word-errors.ts';
import { catalog } from '../../../../../src/model-store/catalog.ts';
import { FakeTranscriber } from '../../../../fakes/fake-transcriber.ts';

const entry = catalog.find(({ id }) => id === 'tiny-piper')!;
const loaded = { device: 'wasm', variant: 'wasm', threads: 1, loadMs: 1 } as const;
const subject = { entry, loaded, language: 'en-US' };
const wav = readFileSync('tests/fixtures/speech/pub_03.wav');
const pcm = new Int16Array(wav.buffer, wav.byteOffset + 44, (wav.length - 44) >> 1);
const speech: TrialSpeech = {
  samples: Float32Array.from(pcm, (sample) => sample / 32_768),
  sampleRateHz: 16_000,
  runMs: 500,
};
const noise: TrialSpeech = { ...speech, samples: new Float32Array(40_000).fill(0.5) };
const slow: TrialSpeech = { ...speech, runMs: 5000 };
const surroundings = () => Promise.resolve('browser 1');
const resample = (samples: Float32Array) => Promise.resolve(samples);

function memory() {
  const values = new Map<string, unknown>();
  return {
    read: (name: string) => Promise.resolve(values.get(name)),
    write: (name: string, value: unknown) => Promise.resolve(void values.set(name, value)),
  };
}

test('speech passes, and is not tried again on the next visit', async () => {
  const kept = memory();
  const speak = vi.fn(() => Promise.resolve(speech));
  await createVoiceTrial({ kept, surroundings }).check(subject, speak);
  await createVoiceTrial({ kept, surroundings }).check(subject, speak);
  expect(speak).toHaveBeenCalledTimes(1);
});

test('what is no speech is refused, now and on the next visit', async () => {
  const kept = memory();
  const speak = vi.fn(() => Promise.resolve(noise));
  for (let visit = 0; visit < 2; visit++) {
    const trial = createVoiceTrial({ kept, surroundings });
    await expect(trial.check(subject, speak)).rejects.toMatchObject({ code: 'voice-unfit' });
  }
  expect(speak).toHaveBeenCalledTimes(1);
});

test('another browser, adapter or variant is another trial', async () => {
  const kept = memory();
  const speak = vi.fn(() => Promise.resolve(speech));
  await createVoiceTrial({ kept, surroundings }).check(subject, speak);
  const newer = () => Promise.resolve('browser 2');
  await createVoiceTrial({ kept, surroundings: newer }).check(subject, speak);
  const onChip = { ...subject, loaded: { ...loaded, device: 'webgpu' as const } };
  await createVoiceTrial({ kept, surroundings: newer }).check(onChip, speak);
  expect(speak).toHaveBeenCalledTimes(3);
});

test('a voice slower than speech is refused, and looked at again a day later', async () => {
  const kept = memory();
  let nowMs = 0;
  const trial = createVoiceTrial({ kept, surroundings, now: () => nowMs });
  const first = trial.check(subject, () => Promise.resolve(slow));
  await expect(first).rejects.toMatchObject({ code: 'voice-too-slow' });
  const again = trial.check(subject, () => Promise.resolve(speech));
  await expect(again).rejects.toMatchObject({ code: 'voice-too-slow' });
  nowMs = 25 * 3600 * 1000;
  await trial.check(subject, () => Promise.resolve(speech));
});

test('where something understands speech, the voice must be understood', async () => {
  const trial = (text: string) =>
    createVoiceTrial({
      surroundings,
      resample,
      transcriber: () => new FakeTranscriber({ text: () => text }),
    });
  const speak = () => Promise.resolve(speech);
  await trial('The river rises slowly when it rains in spring').check(subject, speak);
  await expect(trial('gravel gravel gravel').check(subject, speak)).rejects.toMatchObject({
    code: 'voice-unfit',
  });
});

test('a voice that was only measured is listened to once somebody can', async () => {
  const kept = memory();
  const speak = vi.fn(() => Promise.resolve(speech));
  await createVoiceTrial({ kept, surroundings }).check(subject, speak);
  const transcriber = () => new FakeTranscriber({ text: () => 'the river rises when it rains' });
  const listening = createVoiceTrial({ kept, surroundings, resample, transcriber });
  await listening.check(subject, speak);
  await listening.check(subject, speak);
  expect(speak).toHaveBeenCalledTimes(2);
});

test('a transcriber that fails says nothing of the voice', async () => {
  const transcriber = () => new FakeTranscriber({ failure: new Error('Out of order.') });
  const trial = createVoiceTrial({ surroundings, resample, transcriber });
  await trial.check(subject, () => Promise.resolve(speech));
});

test.each([
  ['One two three', 'one, two. three!', 0],
  ['one two three four', 'one three four', 0.25],
  ['one two', 'one and two', 0.5],
  ['one two', '', 1],
])('%s / %s: %d of the words are wrong', (said, heard, rate) => {
  expect(wordErrorRate(said, heard)).toBe(rate);
});
