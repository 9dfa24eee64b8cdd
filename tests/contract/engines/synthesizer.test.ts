import { pathToFileURL } from 'node:url';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { espeakFiles } from '../../../build/espeak-data.ts';
import { createBrowserEspeak } from '../../../src/engines/in-browser/browser-espeak.ts';
import { createBrowserPhonemizer } from '../../../src/engines/in-browser/browser-phonemizer.ts';
import languages from '../../../src/engines/in-browser/espeak-languages.json' with { type: 'json' };
import type { StartEspeak } from '../../../src/engines/in-browser/espeak-module.ts';
import type {
  EspeakPart,
  EspeakRequest,
  EspeakResult,
} from '../../../src/engines/in-browser/espeak-protocol.ts';
import { createEspeakSpeaker } from '../../../src/engines/in-browser/espeak-speaker.ts';
import type { WorkerHandler } from '../../../src/engines/in-browser/worker-serve.ts';
import { createFallbackSynthesizer } from '../../../src/patch-panel/fallback-synthesizer.ts';
import { createSpeechCache } from '../../../src/voice/speech-cache.ts';
import { createBrowserSynthesizer } from '../../../src/engines/in-browser/browser-synthesizer.ts';
import { FakeSynthesizer } from '../../fakes/fake-synthesizer.ts';
import { FakeWorker } from '../../fakes/fake-worker.ts';
import { nodeVoiceWorker, voiceEntry } from './node-voices.ts';
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
const espeak = () => createBrowserEspeak(startEspeak);
const phonemizer = () => createBrowserPhonemizer(startEspeak);

describeSynthesizer('a fake', () => new FakeSynthesizer());
describeSynthesizer('espeak-ng', espeak);
describe.each(['tiny-vits-random', 'tiny-piper', 'tiny-kokoro'])('%s', (id) => {
  const entry = voiceEntry(id);
  const startWorker = nodeVoiceWorker(entry);
  describeSynthesizer(entry.family, () =>
    createBrowserSynthesizer({ entry, startWorker, phonemizer: phonemizer() }),
  );
});
describeSynthesizer('a cache', () => createSpeechCache(espeak()));
describeSynthesizer('the first that can', () =>
  createFallbackSynthesizer([new FakeSynthesizer({ id: 'none', languages: [] }), espeak()]),
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
