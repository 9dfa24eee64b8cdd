import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readWavHeader } from '../../../server/sound/wav-header.ts';
import type { Transcript } from '../../../src/contracts/engine.ts';
import { createHttpChat } from '../../../src/engines/over-http/http-chat.ts';
import { createHttpEmbedder } from '../../../src/engines/over-http/http-embedder.ts';
import { createHttpSynthesizer } from '../../../src/engines/over-http/http-synthesizer.ts';
import { createHttpTranscriber } from '../../../src/engines/over-http/http-transcriber.ts';
import { httpTarget } from '../../fakes/http-target.ts';
import { runOpenAiAudio } from '../../fakes/openai-audio-server.ts';
import { fixtureModels } from '../../fakes/provider-parts.ts';
import type { StandInServer } from '../../fakes/stand-in-server.ts';
import { runGateway, type RunningGateway } from '../server/gateway/running-gateway.ts';
import { describeChatModel } from './chat-model-contract.ts';
import { describeEmbedder } from './embedder-contract.ts';
import { describeSynthesizer } from './synthesizer-contract.ts';
import { describeTranscriber } from './transcriber-contract.ts';

const never = new AbortController().signal;

/** A real companion with the tiny models, and a server of the dialect that can do odd things. */
let companion: RunningGateway;
let other: StandInServer;
beforeAll(async () => {
  companion = await runGateway(
    { upstreams: [{ name: 'attic', kind: 'embedded', privacy: 'device' }] },
    { modelsDir: fixtureModels },
  );
  other = await runOpenAiAudio();
});
afterAll(async () => {
  await companion.stop();
  await other.stop();
});

/** Loading on a busy machine takes its time. */
const patient = { timeouts: { reachMs: 20_000, firstMs: 60_000, idleMs: 60_000 } };
const here = (model: string) => httpTarget(companion.url, model, { ...patient, languages: ['en'] });
const there = (model: string) => httpTarget(other.url, model, { languages: ['en'] });

function recording(file: string): Float32Array {
  const wav = readFileSync(`tests/fixtures/speech/${file}`);
  const pcm = new Int16Array(wav.buffer, wav.byteOffset + 44, (wav.length - 44) >> 1);
  return Float32Array.from(pcm, (sample) => sample / 32_768);
}

async function hear(model: string, samples: Float32Array): Promise<Transcript[]> {
  const engine = createHttpTranscriber(there(model));
  async function* frames() {
    await Promise.resolve();
    yield samples;
  }
  const heard: Transcript[] = [];
  for await (const each of engine.transcribe(frames(), { language: 'en-GB' }, never)) {
    heard.push(each);
  }
  return heard;
}

describeChatModel('a model behind a companion', () =>
  createHttpChat({ ...here('tiny-tutor'), contextTokens: 512 }),
);
describeTranscriber(
  'Whisper behind a companion',
  () => createHttpTranscriber(here('tiny-whisper')),
  () => recording('pub_03.wav'),
);
describeEmbedder('MiniLM behind a companion', () => createHttpEmbedder(here('tiny-embedder')));
describeSynthesizer('a voice behind a companion', () =>
  createHttpSynthesizer(here('tiny-vits-random')),
);
describeSynthesizer('a voice of the dialect', () => createHttpSynthesizer(there('kokoro')));

test('a model behind a companion answers a fact', async () => {
  const chat = createHttpChat({ ...here('tiny-tutor'), contextTokens: 512 });
  const parts = [];
  const question = [{ role: 'user', content: 'What is the capital of France?' }] as const;
  for await (const part of chat.chat(question, { temperature: 0 }, never)) parts.push(part);
  const text = parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
  expect(text).toBe('The capital of France is Paris.');
  expect(parts.at(-1)).toMatchObject({ kind: 'end', finish: 'stop', model: 'tiny-tutor' });
});

test('a voice behind a companion is sound at its own rate, a sentence at a time', async () => {
  const engine = createHttpSynthesizer(here('tiny-vits-random'));
  const spoken = [];
  for await (const piece of engine.synthesize(
    'Hello. How are you?',
    { language: 'en', rate: 1 },
    never,
  )) {
    spoken.push(piece);
  }
  expect(spoken.map(({ text }) => text)).toEqual(['Hello.', 'How are you?']);
  for (const piece of spoken) {
    expect(piece).toMatchObject({ kind: 'samples', sampleRateHz: 16_000 });
    if (piece.kind === 'samples') expect(piece.samples.length).toBeGreaterThan(1000);
  }
});

test('the first sentence is asked for alone; the next while it is heard', async () => {
  const before = other.seen.length;
  const speech = createHttpSynthesizer(there('kokoro')).synthesize(
    'One. Two. Three.',
    { language: 'en', rate: 1.5 },
    never,
  );
  const iterator = speech[Symbol.asyncIterator]();
  const first = iterator.next();
  await first;
  expect(other.seen.length - before).toBeLessThanOrEqual(2);
  await iterator.return?.(undefined);
  const [asked] = other.seen.slice(before);
  expect(JSON.parse(asked?.body.toString() ?? '')).toEqual({
    model: 'kokoro',
    input: 'One.',
    voice: 'alloy',
    speed: 1.5,
    response_format: 'wav',
  });
  // What was being made for nobody is given up.
  await expect.poll(() => other.open()).toBe(0);
});

test.each([
  ['only-mp3', 'http-unreadable'],
  ['cut', 'http-cut'],
  ['empty', 'http-unreadable'],
  ['apology', 'http-failed'],
])('a voice that goes wrong: %s is %s', async (voice, code) => {
  const target = there('kokoro');
  const engine = createHttpSynthesizer(target);
  const options = { language: 'en', rate: 1, voice: `${target.id}/${voice}` };
  const speak = async () => {
    for await (const piece of engine.synthesize('Hello.', options, never)) expect(piece).toBeNull();
  };
  await expect(speak()).rejects.toMatchObject({ code });
});

test('what is heard is sent as 16 kHz mono WAV, and silence not at all', async () => {
  const samples = recording('pub_02.wav');
  const before = other.seen.length;
  expect(await hear('whisper-small', new Float32Array(16_000))).toEqual([
    { text: '', final: true, language: 'en-GB', doubt: 'silence' },
  ]);
  expect(other.seen.length).toBe(before);
  expect(await hear('whisper-small', samples)).toEqual([
    { text: 'The sky is blue.', final: true, language: 'en' },
  ]);
  const body = other.seen.at(-1)?.body ?? Buffer.alloc(0);
  expect(body.toString('latin1')).toMatch(/name="language"\r\n\r\nen\r\n/);
  const wav = body.subarray(body.indexOf('RIFF'));
  expect(readWavHeader(wav)).toMatchObject({
    coding: 'integer',
    bits: 16,
    channels: 1,
    sampleRateHz: 16_000,
    dataBytes: samples.length * 2,
  });
});
