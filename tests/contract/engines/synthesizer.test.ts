import { pathToFileURL } from 'node:url';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { espeakFiles } from '../../../build/espeak-data.ts';
import { createBrowserEspeak } from '../../../src/engines/in-browser/espeak/browser-espeak.ts';
import { createBrowserPhonemizer } from '../../../src/engines/in-browser/espeak/browser-phonemizer.ts';
import { createEspeakCall } from '../../../src/engines/in-browser/espeak/espeak-call.ts';
import languages from '../../../src/engines/in-browser/espeak/espeak-languages.json' with { type: 'json' };
import type { StartEspeak } from '../../../src/engines/in-browser/espeak/espeak-module.ts';
import type {
  EspeakPart,
  EspeakRequest,
  EspeakResult,
} from '../../../src/engines/in-browser/espeak/espeak-protocol.ts';
import { createEspeakSpeaker } from '../../../src/engines/in-browser/espeak/espeak-speaker.ts';
import type { WorkerHandler } from '../../../src/base/worker/worker-serve.ts';
import { createSpeechCache } from '../../../src/voice/speech-cache.ts';
import { createBrowserSynthesizer } from '../../../src/engines/in-browser/browser-synthesizer.ts';
import { createVoiceTrial } from '../../../src/engines/in-browser/voices/voice-trial.ts';
import type { ModelEntry } from '../../../src/contracts/catalog.ts';
import { seededRandom } from '../../fakes/seeded-random.ts';
import { FakeSynthesizer } from '../../fakes/fake-synthesizer.ts';
import { FakeWorker } from '../../fakes/fake-worker.ts';
import { panelOf } from '../../fakes/panel-of.ts';
import { nodeVoiceWorker, spoilingChipWorker, voiceEntry } from './node-voices.ts';
import { describeSynthesizer } from './synthesizer-contract.ts';

// The same runtime as in the browser, in its form for Node.
vi.mock('onnxruntime-web', async () => {
  const { packageFolder } = await import('../../../build/engine-files.ts');
  const file = join(packageFolder('onnxruntime-web'), 'dist/ort.node.min.mjs');
  return (await import(/* @vite-ignore */ pathToFileURL(file).href)) as object;
});

const files = espeakFiles();
const folder = mkdtempSync(join(tmpdir(), 'parley-espeak-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'espeak-ng.mjs'), files.get('espeak-ng.js') ?? '');

const speaker = createEspeakSpeaker({
  async script() {
    const address = pathToFileURL(join(folder, 'espeak-ng.mjs')).href;
    return ((await import(/* @vite-ignore */ address)) as { default: StartEspeak }).default;
  },
  data(file) {
    const bytes = files.get(`${file}.bin`);
    return bytes ? Promise.resolve(new Uint8Array(bytes)) : Promise.reject(new Error(file));
  },
});

/** What the real worker does, on this thread. */
const handle: WorkerHandler<EspeakRequest, EspeakPart, EspeakResult> = async (
  request,
  part,
  signal,
) => {
  await speaker.load(request.file, signal);
  if (request.phonemes) return request.pieces.map((text) => speaker.phonemize(text, request));
  for (const [index, text] of request.pieces.entries()) {
    await new Promise((resolve) => setTimeout(resolve));
    signal.throwIfAborted();
    part({ index, ...speaker.speak(text, request) });
  }
  return null;
};
const startEspeak = () => new FakeWorker(handle as unknown as WorkerHandler<never, never, never>);
const espeak = () => createBrowserEspeak(createEspeakCall(startEspeak));
const phonemizer = () => createBrowserPhonemizer(createEspeakCall(startEspeak));

describeSynthesizer('a fake', () => new FakeSynthesizer());
describeSynthesizer('espeak-ng', espeak);
describe.each(['tiny-vits-random', 'tiny-piper', 'tiny-kokoro'])('%s', (id) => {
  const entry = voiceEntry(id);
  const startWorker = nodeVoiceWorker(entry);
  // Random weights never pass the trial; how an engine works can be seen without it.
  const trial = { check: () => Promise.resolve(), refusedOnChip: () => Promise.resolve(false) };
  describeSynthesizer(entry.family, () =>
    createBrowserSynthesizer({ entry, startWorker, phonemizer: phonemizer(), trial }),
  );
});
describeSynthesizer('a cache', () => createSpeechCache(espeak()));
describeSynthesizer(
  'the patch panel',
  () =>
    panelOf({ speak: [new FakeSynthesizer({ id: 'none', languages: [] }), espeak()] }).synthesizer,
);

test.each(languages)(
  '$name ($language) has a voice that sounds',
  async ({ language, file, voice }) => {
    await speaker.load(file, new AbortController().signal);
    for (const variant of ['', '+f3']) {
      const request = { pieces: [], file, voice: voice + variant, rate: 1 };
      const { samples } = speaker.speak('Radio 25 computer', request);
      expect(samples.length).toBeGreaterThan(8000);
      expect(samples.some((sample) => Math.abs(sample) > 0.1)).toBe(true);
    }
    expect((await espeak().voices(language))[0]?.language).toBe(language);
  },
);

test('text is read as it stands: no tag, entity or phoneme code is obeyed', () => {
  const request = { pieces: [], file: 'base', voice: 'gmw/en-US', rate: 1 };
  const length = (text: string) => speaker.speak(text, request).samples.length;
  expect(length('one <b>two</b> three')).toBeGreaterThan(length('one two three') * 1.3);
  expect(length('[[h@loU]]')).toBeGreaterThan(0);
  expect(length('salt &amp; pepper')).toBeGreaterThan(length('salt and pepper'));
});

test.each([
  [
    'en-US',
    'A nice chicken, isn’t it? Hello.',
    'ɐ n_ˈaɪ_s tʃ_ˈɪ_k_ɪ_n, ˈɪ_z_ə_n_t ɪ_t? h_ə_l_ˈoʊ.',
  ],
  ['en-GB', 'Hello there', 'h_ə_l_ˈəʊ ð_ˈeə'],
  ['es-ES', '¿Dónde está? Aquí.', '¿d_ˈo_n_d_e e_s_t_ˈa? a_k_ˈi.'],
  ['de-DE', 'Guten Tag!', 'ɡ_ˈuː_t_ə_n t_ˈɑː_k!'],
])('words of %s become sounds, with their punctuation', async (language, text, sounds) => {
  const [found] = await phonemizer().phonemize([text], language, new AbortController().signal);
  expect(found).toBe(sounds);
});

/** With the trial that every voice must pass in a browser. */
function onTrial(id: string) {
  const entry = voiceEntry(id);
  const trial = createVoiceTrial({ surroundings: () => Promise.resolve('Node') });
  const startWorker = nodeVoiceWorker(entry);
  return createBrowserSynthesizer({ entry, startWorker, phonemizer: phonemizer(), trial });
}

test.each(['tiny-piper', 'tiny-kokoro'])('%s passes its trial', async (id) => {
  const voice = onTrial(id);
  await voice.warmUp(() => {}, new AbortController().signal);
  expect(voice.loaded?.variant).toBe('wasm');
});

test('random weights are refused by name, whenever they are asked', async () => {
  const voice = onTrial('tiny-vits-random');
  const never = new AbortController().signal;
  await expect(voice.warmUp(() => {}, never)).rejects.toMatchObject({
    code: 'voice-unfit',
    params: { name: 'Tiny VITS (test model)' },
  });
  const line = voice.synthesize('Hello.', { language: 'en', rate: 1 }, never);
  await expect(line[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'voice-unfit' });
});

test('a voice that is refused leaves the line to the next, without a gap', async () => {
  const both = panelOf({ speak: [onTrial('tiny-vits-random'), espeak()] });
  const never = new AbortController().signal;
  const said: string[] = [];
  for await (const { text } of both.synthesizer.synthesize(
    'One. Two.',
    { language: 'en', rate: 1 },
    never,
  ))
    said.push(text);
  expect(said).toEqual(['One.', 'Two.']);
  expect(both.log.entries[0]?.failed).toEqual([
    { id: 'browser-speak/tiny-vits-random 0', code: 'voice-unfit' },
  ]);
});

describe('a graphics chip that spoils a voice', () => {
  const never = new AbortController().signal;
  const options = { language: 'en', rate: 1 };
  const random = seededRandom(5);
  const spoilers: [string, (samples: Float32Array) => Float32Array][] = [
    ['a peak of 309,315', (samples) => samples.map((sample) => sample * 309_315)],
    ['noise', (samples) => samples.map(() => random() - 0.5)],
    ['numbers that are none', (samples) => samples.map(() => NaN)],
  ];
  const entryOn = (...devices: ('wasm' | 'webgpu')[]): ModelEntry => {
    const entry = voiceEntry('tiny-kokoro');
    return { ...entry, variants: entry.variants.map((variant) => ({ ...variant, devices })) };
  };
  function memory() {
    const values = new Map<string, unknown>();
    return {
      read: (name: string) => Promise.resolve(values.get(name)),
      write: (name: string, value: unknown) => Promise.resolve(void values.set(name, value)),
    };
  }
  function voiceOn(
    entry: ModelEntry,
    spoil: (samples: Float32Array) => Float32Array,
    kept = memory(),
  ) {
    const loads: string[] = [];
    const startWorker = spoilingChipWorker(entry, spoil, loads);
    const trial = createVoiceTrial({ kept, surroundings: () => Promise.resolve('one chip') });
    return {
      loads,
      voice: createBrowserSynthesizer({ entry, startWorker, phonemizer: phonemizer(), trial }),
    };
  }

  test.each(spoilers)('%s: the same voice speaks on the processor', async (_, spoil) => {
    const kept = memory();
    const { voice, loads } = voiceOn(entryOn('webgpu', 'wasm'), spoil, kept);
    const peaks: number[] = [];
    for await (const piece of voice.synthesize('A long bath, darling.', options, never))
      if (piece.kind === 'samples') peaks.push(Math.max(...piece.samples));
    expect(loads).toEqual(['webgpu', 'wasm']);
    expect(voice.loaded?.device).toBe('wasm');
    expect(peaks.length).toBeGreaterThan(0);
    for (const peak of peaks) expect(peak).toBeLessThanOrEqual(1);

    // On the next visit the chip is not even asked.
    const next = voiceOn(entryOn('webgpu', 'wasm'), spoil, kept);
    await next.voice.warmUp(() => {}, never);
    expect(next.loads).toEqual(['wasm']);
  });

  test.each(spoilers)(
    '%s: weights for chips alone leave the line to the next voice',
    async (_, spoil) => {
      const { voice, loads } = voiceOn(entryOn('webgpu'), spoil);
      const both = panelOf({ speak: [voice, espeak()] });
      const said: string[] = [];
      for await (const { text } of both.synthesizer.synthesize('One. Two.', options, never))
        said.push(text);
      expect(said).toEqual(['One.', 'Two.']);
      expect(both.log.entries[0]?.failed).toEqual([
        { id: 'browser-speak/tiny-kokoro 0', code: 'voice-unfit' },
      ]);
      expect(loads).toEqual(['webgpu']);
    },
  );

  test('one that spoils a voice only after its trial is heard no more, and the next voice goes on', async () => {
    let spoiled = false;
    const { voice } = voiceOn(entryOn('webgpu', 'wasm'), (samples) =>
      spoiled ? samples.map((sample) => sample * 309_315) : samples,
    );
    const both = panelOf({ speak: [voice, espeak()] });
    await voice.warmUp(() => {}, never);
    spoiled = true;
    const said: string[] = [];
    for await (const piece of both.synthesizer.synthesize('One. Two.', options, never)) {
      said.push(piece.text);
      if (piece.kind === 'samples') expect(Math.max(...piece.samples)).toBeLessThanOrEqual(1);
    }
    expect(said).toEqual(['One.', 'Two.']);
    expect(both.log.entries[0]?.failed).toMatchObject([{ code: 'voice-unfit' }]);
  });
});

test('a voice of one model is found by its id, the region that is spoken first', async () => {
  const voice = onTrial('tiny-kokoro');
  const [british, american] = await voice.voices('en-GB');
  expect([british?.name, american?.name]).toEqual([
    'Tiny Kokoro (test model) · Soft',
    'Tiny Kokoro (test model) · Loud',
  ]);
  const lengthOf = async (voiceId: string | undefined) => {
    const options = { language: 'en-GB', rate: 1, ...(voiceId ? { voice: voiceId } : {}) };
    const sounds: number[] = [];
    const never = new AbortController().signal;
    for await (const piece of voice.synthesize('A long bath, darling.', options, never))
      if (piece.kind === 'samples') sounds.push(piece.samples.length);
    return sounds;
  };
  // The two say it by the sounds of their own region, so it takes them differently long.
  expect(await lengthOf(american?.id)).not.toEqual(await lengthOf(british?.id));
  expect(await lengthOf(undefined)).toEqual(await lengthOf(british?.id));
});
