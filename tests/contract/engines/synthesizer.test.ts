import { pathToFileURL } from 'node:url';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { espeakFiles } from '../../../build/espeak-data.ts';
import { createBrowserEspeak } from '../../../src/engines/in-browser/browser-espeak.ts';
import languages from '../../../src/engines/in-browser/espeak-languages.json' with { type: 'json' };
import type { StartEspeak } from '../../../src/engines/in-browser/espeak-module.ts';
import type { EspeakRequest, EspeakPart } from '../../../src/engines/in-browser/espeak-protocol.ts';
import { createEspeakSpeaker } from '../../../src/engines/in-browser/espeak-speaker.ts';
import type { WorkerHandler } from '../../../src/engines/in-browser/worker-serve.ts';
import { createFallbackSynthesizer } from '../../../src/patch-panel/fallback-synthesizer.ts';
import { createSpeechCache } from '../../../src/voice/speech-cache.ts';
import { FakeSynthesizer } from '../../fakes/fake-synthesizer.ts';
import { FakeWorker } from '../../fakes/fake-worker.ts';
import { describeSynthesizer } from './synthesizer-contract.ts';

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
const handle: WorkerHandler<EspeakRequest, EspeakPart, null> = async (request, part, signal) => {
  await speaker.load(request.file, signal);
  for (const [index, text] of request.pieces.entries()) {
    await new Promise((resolve) => setTimeout(resolve));
    signal.throwIfAborted();
    part({ index, ...speaker.speak(text, request) });
  }
  return null;
};
const espeak = () =>
  createBrowserEspeak(
    () => new FakeWorker(handle as unknown as WorkerHandler<never, never, never>),
  );

describeSynthesizer('a fake', () => new FakeSynthesizer());
describeSynthesizer('espeak-ng', espeak);
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
