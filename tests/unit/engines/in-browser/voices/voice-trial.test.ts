import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { ParleyError } from '../../../../../src/base/parley-error.ts';
import {
  createVoiceTrial,
  type TrialSpeech,
} from '../../../../../src/engines/in-browser/voices/voice-trial.ts';
import { wordErrorRate } from '../../../../../src/engines/in-browser/voices/word-errors.ts';
import { catalog } from '../../../../../src/model-store/catalog.ts';
import { seededRandom } from '../../../../fakes/seeded-random.ts';
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

const broken = (sound: Float32Array): TrialSpeech => ({
  ...speech,
  samples: Float32Array.from(sound),
});
const random = seededRandom(7);

test.each([
  ['noise with a peak of 309,315', broken(speech.samples.map(() => (random() - 0.5) * 618_630))],
  ['speech with a peak of 309,315', broken(speech.samples.map((sample) => sample * 309_315))],
  ['numbers that are none', broken(speech.samples.map((sample, i) => (i % 1000 ? sample : NaN)))],
  [
    'noise in the shape of speech',
    broken(speech.samples.map((s) => Math.abs(s) * (random() - 0.5))),
  ],
  ['clicks at every sixteenth sample', broken(speech.samples.map((_, i) => (i % 16 ? 0 : 0.9)))],
])('%s is refused', async (_, sound) => {
  const trial = createVoiceTrial({ surroundings });
  await expect(trial.check(subject, () => Promise.resolve(sound))).rejects.toMatchObject({
    code: 'voice-unfit',
  });
});

test('what the worker found broken is a verdict that is remembered; a worker that stopped is none', async () => {
  const kept = memory();
  const unfit = new ParleyError('voice-unfit', 'No.', 'Another one.', { params: { name: 'x' } });
  const speak = vi.fn<() => Promise<TrialSpeech>>().mockRejectedValue(unfit);
  for (let visit = 0; visit < 2; visit++) {
    const trial = createVoiceTrial({ kept, surroundings });
    await expect(trial.check(subject, speak)).rejects.toMatchObject({ code: 'voice-unfit' });
  }
  expect(speak).toHaveBeenCalledTimes(1);

  const stopped = createVoiceTrial({ surroundings });
  const dead = () => Promise.reject(new Error('The worker stopped.'));
  await expect(stopped.check(subject, dead)).rejects.toThrow('The worker stopped.');
  await stopped.check(subject, () => Promise.resolve(speech));
});

test('chip and processor have a verdict each, and the chip’s is known without loading anything', async () => {
  const kept = memory();
  const onChip = { ...subject, loaded: { ...loaded, device: 'webgpu' as const } };
  const trial = createVoiceTrial({ kept, surroundings });
  expect(await trial.refusedOnChip(entry)).toBe(false);
  await expect(trial.check(onChip, () => Promise.resolve(noise))).rejects.toThrow();
  await trial.check(subject, () => Promise.resolve(speech));
  expect(await trial.refusedOnChip(entry)).toBe(true);
  const speak = vi.fn(() => Promise.resolve(speech));
  await trial.check(subject, speak);
  expect(speak).not.toHaveBeenCalled();
  const newer = createVoiceTrial({ kept, surroundings: () => Promise.resolve('browser 2') });
  expect(await newer.refusedOnChip(entry)).toBe(false);
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

test('a slow beginning is no slow voice', async () => {
  const speeches = [slow, slow, speech];
  const speak = vi.fn(() => Promise.resolve(speeches.shift() ?? slow));
  await createVoiceTrial({ surroundings }).check(subject, speak);
  expect(speak).toHaveBeenCalledTimes(3);
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

test('a voice that was only measured is listened to later, and nobody waits for that', async () => {
  const kept = memory();
  const speak = vi.fn(() => Promise.resolve(speech));
  await createVoiceTrial({ kept, surroundings }).check(subject, speak);
  const put: (() => void)[] = [];
  const later = (work: () => void) => void put.push(work);
  const hears = (text: string) => () => new FakeTranscriber({ text: () => text });
  const visit = (transcriber?: () => FakeTranscriber) =>
    createVoiceTrial({ kept, surroundings, resample, later, ...(transcriber && { transcriber }) });

  const nobodyListens = visit();
  await nobodyListens.check(subject, speak);
  put.pop()?.();
  expect(speak).toHaveBeenCalledTimes(1);

  await visit(hears('the river rises slowly when it rains in spring')).check(subject, speak);
  expect(speak).toHaveBeenCalledTimes(1);
  put.pop()?.();
  await vi.waitFor(async () =>
    expect(await kept.read(`voice-trial.${entry.id}`)).toMatchObject({ heard: true }),
  );
  await visit(hears('gravel')).check(subject, speak);
  expect(put).toEqual([]);
  expect(speak).toHaveBeenCalledTimes(2);
});

test('what was heard later to be no speech is refused on the next visit', async () => {
  const kept = memory();
  const speak = () => Promise.resolve(speech);
  await createVoiceTrial({ kept, surroundings }).check(subject, speak);
  const transcriber = () => new FakeTranscriber({ text: () => 'gravel gravel gravel' });
  const later = (work: () => void) => work();
  const listening = { kept, surroundings, resample, transcriber, later };
  await createVoiceTrial(listening).check(subject, speak);
  await vi.waitFor(async () =>
    expect(await kept.read(`voice-trial.${entry.id}`)).toMatchObject({ result: 'unfit' }),
  );
  const next = createVoiceTrial(listening).check(subject, speak);
  await expect(next).rejects.toMatchObject({ code: 'voice-unfit' });
});

test('other weights are another trial', async () => {
  const kept = memory();
  const speak = vi.fn(() => Promise.resolve(speech));
  await createVoiceTrial({ kept, surroundings }).check(subject, speak);
  const files = entry.files.map((file) => ({ ...file, sha256: 'f'.repeat(64) }));
  const newer = { ...subject, entry: { ...entry, files } };
  await createVoiceTrial({ kept, surroundings }).check(newer, speak);
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
