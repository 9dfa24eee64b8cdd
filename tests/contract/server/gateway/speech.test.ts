import { spawn } from 'node:child_process';
import { once } from 'node:events';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sniffSound } from '../../../../server/sound/sniff-sound.ts';
import { readWavHeader } from '../../../../server/sound/wav-header.ts';
import { openAiSamples, runOpenAiAudio } from '../../../fakes/openai-audio-server.ts';
import { runPiper } from '../../../fakes/piper-server.ts';
import { fixtureModels, noFfmpeg, someFfmpeg } from '../../../fakes/provider-parts.ts';
import type { StandInServer } from '../../../fakes/stand-in-server.ts';
import { runGateway, upstreamAt, type RunningGateway } from './running-gateway.ts';

const hasFfmpeg = await someFfmpeg.available();
let openAi: StandInServer;
let piper: StandInServer;
let gateway: RunningGateway;
let withPiper: RunningGateway;
let bare: RunningGateway;
let here: RunningGateway;
beforeAll(async () => {
  openAi = await runOpenAiAudio();
  piper = await runPiper('1.4');
  const voice = upstreamAt(openAi.url, { models: [{ id: 'kokoro' }], voices: { alloy: 'af_sky' } });
  const piperAt = upstreamAt(piper.url, { name: 'piper', kind: 'piper' });
  gateway = await runGateway({ upstreams: [voice] }, { ffmpeg: someFfmpeg });
  withPiper = await runGateway({ upstreams: [piperAt] }, { ffmpeg: someFfmpeg });
  bare = await runGateway({ upstreams: [piperAt] }, { ffmpeg: noFfmpeg });
  here = await runGateway({}, { modelsDir: fixtureModels, ffmpeg: noFfmpeg });
});
afterAll(async () => {
  await Promise.all([gateway, withPiper, bare, here].map((it) => it.stop()));
  await Promise.all([openAi.stop(), piper.stop()]);
});

function say(to: RunningGateway, more: Record<string, unknown> = {}): Promise<Response> {
  return fetch(`${to.url}/v1/audio/speech`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'tts-1', input: 'Hello there.', voice: 'alloy', ...more }),
  });
}
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());
const codeOf = async (response: Response) =>
  ((await response.json()) as { error: { code: string } }).error.code;

describe('speech', () => {
  test('comes as the upstream made it, with the voice that the settings name', async () => {
    const response = await say(gateway, { response_format: 'pcm' });
    expect(response.headers.get('content-type')).toBe('audio/pcm;rate=24000;channels=1');
    expect(response.headers.get('x-parley-model')).toBe('kokoro');
    expect(await bytesOf(response)).toEqual(openAiSamples);
    expect(JSON.parse(openAi.seen.at(-1)?.body.toString('utf8') ?? '')).toMatchObject({
      voice: 'af_sky',
    });
  });

  test('is sent while it is made', async () => {
    const reader = (await say(gateway, { response_format: 'wav' })).body?.getReader();
    let reads = 0;
    while (!(await reader?.read())?.done) reads++;
    expect(reads).toBeGreaterThan(1);
  });

  test('of another rate becomes the 24 kHz that bare samples have', async () => {
    const bytes = await bytesOf(await say(bare, { response_format: 'pcm' }));
    expect(bytes.length).toBe(48_000);
    // A second of a tone of 8000 at its loudest, away from its ends.
    let peak = 0;
    for (let at = 2000; at < 46_000; at += 2) peak = Math.max(peak, bytes.readInt16LE(at));
    expect(peak).toBeGreaterThan(7900);
    expect(peak).toBeLessThan(8100);
  });

  test('as WAV stays as Piper made it', async () => {
    const response = await say(bare, { response_format: 'wav' });
    expect(response.headers.get('content-type')).toBe('audio/wav');
    expect(readWavHeader(await bytesOf(response))).toMatchObject({ sampleRateHz: 22_050 });
  });

  test.skipIf(!hasFfmpeg).each([
    ['mp3', 'mp3', 'audio/mpeg'],
    ['opus', 'ogg', 'audio/ogg;codecs=opus'],
    ['aac', 'aac', 'audio/aac'],
    ['flac', 'flac', 'audio/flac'],
  ])(
    'as %s is made by ffmpeg (skipped where it is not installed)',
    async (format, container, type) => {
      const response = await say(withPiper, { response_format: format });
      expect(response.headers.get('content-type')).toBe(type);
      const bytes = await bytesOf(response);
      expect(sniffSound(bytes)).toBe(container);
      const seconds = await lengthOf(bytes);
      expect(seconds).toBeGreaterThan(0.995);
      expect(seconds).toBeLessThan(1.15);
    },
  );

  test.skipIf(!hasFfmpeg)(
    'is MP3 when nobody says what it should be (skipped without ffmpeg)',
    async () => {
      expect(sniffSound(await bytesOf(await say(withPiper)))).toBe('mp3');
    },
  );

  test('without ffmpeg is WAV by itself, and says so when something else is asked for', async () => {
    expect(sniffSound(await bytesOf(await say(bare)))).toBe('wav');
    const response = await say(bare, { response_format: 'mp3' });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: {
        message: expect.stringContaining('ffmpeg is not installed') as string,
        type: 'invalid_request_error',
        param: 'response_format',
        code: 'sound_format_unavailable',
      },
    });
  });

  test('in a format that one machine lacks comes from the next', async () => {
    const both = await runGateway(
      {
        upstreams: [
          upstreamAt(piper.url, { name: 'first', kind: 'piper', priority: 0 }),
          upstreamAt(openAi.url, { name: 'second', priority: 1, models: [{ id: 'kokoro' }] }),
        ],
        models: { tasks: { speak: ['en_US-lessac-medium', 'kokoro'] } },
      },
      { ffmpeg: noFfmpeg },
    );
    const wav = await say(both, { response_format: 'wav' });
    expect(wav.headers.get('x-parley-upstream')).toBe('first');
    await wav.arrayBuffer();
    const mp3 = await say(both, { response_format: 'mp3' });
    expect(mp3.headers.get('x-parley-upstream')).toBe('second');
    expect(sniffSound(await bytesOf(mp3))).toBe('mp3');
    await both.stop();
  });

  test('that breaks off is never taken for whole', async () => {
    const cut = await say(gateway, { voice: 'cut', response_format: 'wav' });
    expect(cut.status).toBe(200);
    await expect(cut.arrayBuffer()).rejects.toThrow();
  });

  test.each([
    ['empty', 502, 'upstream_cut'],
    ['apology', 502, 'upstream_error'],
    ['silent', 504, 'upstream_timeout'],
  ])('that never begins is told as JSON: %s', async (voice, status, code) => {
    const response = await say(gateway, { voice, response_format: 'wav' });
    expect([response.status, await codeOf(response)]).toEqual([status, code]);
  });

  test.each([
    [{ input: '' }, 'input'],
    [{ input: 'x'.repeat(4097) }, 'input'],
    [{ input: 7 }, 'input'],
    [{ response_format: 'midi' }, 'response_format'],
    [{ speed: 9 }, 'speed'],
    [{ voice: 7 }, 'voice'],
    [{ model: 7 }, 'model'],
  ])('is refused with %j', async (more, param) => {
    const response = await say(gateway, more);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'invalid_request', param } });
  });

  test('stops at the upstream when the client leaves', async () => {
    const control = new AbortController();
    const response = await fetch(`${gateway.url}/v1/audio/speech`, {
      method: 'POST',
      signal: control.signal,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ input: 'Hello.', voice: 'x', response_format: 'wav' }),
    });
    await response.body?.getReader().read();
    control.abort();
    await expect.poll(() => openAi.open()).toBe(0);
  });
});

describe('speech on this machine, with nothing configured', () => {
  const client = () => new OpenAI({ baseURL: `${here.url}/v1`, apiKey: 'none', maxRetries: 0 });

  test('the official client hears a voice', async () => {
    const request = { model: 'tts-1', voice: 'alloy', input: 'Hello there. How are you?' } as const;
    const wav = await bytesOf(
      await client().audio.speech.create({ ...request, response_format: 'wav' }),
    );
    expect(readWavHeader(wav)).toMatchObject({ sampleRateHz: 16_000, dataBytes: Infinity });
    const pcm = await bytesOf(
      await client().audio.speech.create({ ...request, response_format: 'pcm' }),
    );
    expect(pcm.length / 48_000).toBeCloseTo((wav.length - 44) / 32_000, 1);
  });

  test('a text without words is refused in a sentence', async () => {
    const response = await say(here, { input: '…' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { param: 'input' } });
  });
});

/** Seconds of sound in a file, by decoding it. */
async function lengthOf(bytes: Buffer): Promise<number> {
  const args = ['-v', 'error', '-i', 'pipe:0', '-ac', '1', '-ar', '8000', '-f', 's16le', 'pipe:1'];
  const child = spawn('ffmpeg', args);
  let decoded = 0;
  child.stdout.on('data', (piece: Buffer) => (decoded += piece.length));
  child.stdin.end(bytes);
  await once(child, 'close');
  return decoded / 16_000;
}
