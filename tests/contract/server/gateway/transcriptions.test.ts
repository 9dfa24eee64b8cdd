import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import OpenAI, { toFile } from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runOpenAiAudio } from '../../../fakes/openai-audio-server.ts';
import {
  fixtureModels,
  fixtureSpeech,
  noFfmpeg,
  someFfmpeg,
} from '../../../fakes/provider-parts.ts';
import { readStandInForm, type StandInServer } from '../../../fakes/stand-in-server.ts';
import { runWhisperCpp, type WhisperCppServer } from '../../../fakes/whisper-cpp-server.ts';
import { runGateway, upstreamAt, type RunningGateway } from './running-gateway.ts';

const hasFfmpeg = await someFfmpeg.available();
const sky = await readFile(join(fixtureSpeech, 'first-words/sky.wav'));
const paris = await readFile(join(fixtureSpeech, 'first-words/capital-paris.wav'));
const address = '/v1/audio/transcriptions';

let openAi: StandInServer;
let whisper: WhisperCppServer;
let gateway: RunningGateway;
let here: RunningGateway;
let bare: RunningGateway;
beforeAll(async () => {
  openAi = await runOpenAiAudio();
  whisper = await runWhisperCpp();
  gateway = await runGateway({
    upstreams: [upstreamAt(openAi.url, { models: [{ id: 'whisper-small' }] })],
    limits: { recordingBytes: 1_000_000 },
  });
  here = await runGateway({}, { modelsDir: fixtureModels, ffmpeg: someFfmpeg });
  bare = await runGateway({}, { modelsDir: fixtureModels, ffmpeg: noFfmpeg });
});
afterAll(async () => {
  await Promise.all([gateway, here, bare].map((it) => it.stop()));
  await openAi.stop();
  await whisper.stop();
});

type Part = readonly [headers: string, body: string | Buffer];
const field = (name: string, value: string): Part => [`form-data; name="${name}"`, value];
const filePart = (bytes: Buffer, more = '; filename="a.wav"\r\ncontent-type: audio/wav'): Part => [
  `form-data; name="file"${more}`,
  bytes,
];

function form(parts: readonly Part[], end = '--b--\r\n'): Buffer {
  const pieces = parts.flatMap(([headers, body]) => [
    Buffer.from(`--b\r\ncontent-disposition: ${headers}\r\n\r\n`),
    Buffer.from(body),
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...pieces, Buffer.from(end)]);
}

const send = (to: RunningGateway, body: Buffer, boundary = 'b') =>
  to.ask(address, {
    method: 'POST',
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body,
  });

const errorOf = (text: string) =>
  (JSON.parse(text) as { error: { code: string; message: string; param: string | null } }).error;

describe('a form with a recording', () => {
  test.each([
    ['recording first', [filePart(sky), field('model', 'whisper-small')]],
    ['recording last', [field('language', 'en'), field('model', 'whisper-1'), filePart(sky)]],
    ['no file name', [filePart(sky, ''), field('model', 'whisper-small')]],
    [
      'the model as if it were a file',
      [
        [
          'form-data; name="model"; filename="model"\r\ncontent-type: text/plain',
          'whisper-small',
        ] as const,
        filePart(sky),
      ],
    ],
    ['no file name but a type', [filePart(sky, '\r\ncontent-type: audio/wav')]],
    ['a name beyond ASCII', [filePart(sky, '; filename="Aufnahme für Zoë 録音.wav"')]],
    ['an encoded name', [filePart(sky, "; filename*=UTF-8''%E9%8C%B2%E9%9F%B3.wav")]],
    [
      'a type with a codec',
      [filePart(sky, '; filename="a"\r\ncontent-type: audio/webm;codecs=opus')],
    ],
  ])('is understood with %s', async (_name, parts) => {
    const { status, text, headers } = await send(gateway, form(parts));
    expect([status, text]).toEqual([200, '{"text":"The sky is blue."}']);
    expect(headers['x-parley-upstream']).toBe('one');
    const sent = await readStandInForm(openAi.seen.at(-1)!);
    expect(sent.file).toEqual(sky);
    // What people call their files goes nowhere.
    expect(sent.fileName).toBe('recording.wav');
    expect(sent.fileType).toBe('audio/wav');
  });

  test('keeps the type that a browser gives its recording', async () => {
    const webm = Buffer.concat([Buffer.from('\x1aE\xdf\xa3', 'latin1'), sky]);
    const mp4 = Buffer.concat([Buffer.from('\0\0\0\x20ftypisom', 'latin1'), sky]);
    await send(gateway, form([filePart(webm, '\r\ncontent-type: audio/webm;codecs=opus')]));
    expect((await readStandInForm(openAi.seen.at(-1)!)).fileName).toBe('recording.webm');
    expect((await readStandInForm(openAi.seen.at(-1)!)).fileType).toBe('audio/webm');
    await send(gateway, form([filePart(mp4, '\r\ncontent-type: audio/mp4')]));
    expect((await readStandInForm(openAi.seen.at(-1)!)).fileName).toBe('recording.mp4');
  });

  test.each([
    ['no recording', form([field('model', 'whisper-1')]), 400, 'recording_missing'],
    ['an empty one', form([filePart(Buffer.alloc(0))]), 400, 'recording_missing'],
    ['no end', form([filePart(sky)], ''), 400, 'invalid_form'],
    ['nothing at all', Buffer.alloc(0), 400, 'invalid_form'],
    [
      'an unknown format',
      form([filePart(sky), field('response_format', 'pdf')]),
      400,
      'invalid_request',
    ],
    ['an unknown model', form([filePart(sky), field('model', 'nothing')]), 404, 'model_not_found'],
  ])('is refused with %s', async (_name, body, status, code) => {
    const reply = await send(gateway, body);
    expect([reply.status, errorOf(reply.text).code]).toEqual([status, code]);
  });

  test('must be a form, and say where its parts end', async () => {
    const json = { 'content-type': 'application/json' };
    const asJson = await gateway.ask(address, { method: 'POST', headers: json, body: '{}' });
    expect(asJson.status).toBe(415);
    const headers = { 'content-type': 'multipart/form-data' };
    const unbounded = await gateway.ask(address, { method: 'POST', headers, body: form([]) });
    expect([unbounded.status, errorOf(unbounded.text).code]).toEqual([400, 'invalid_form']);
  });

  test.each([
    ['said', {}],
    ['not said', { 'transfer-encoding': 'chunked' }],
  ])('larger than the limit is refused and told so, its length %s', async (_name, headers) => {
    const body = form([filePart(Buffer.alloc(1_500_000, 1))]);
    const type = { 'content-type': 'multipart/form-data; boundary=b' };
    const reply = await gateway.ask(address, {
      method: 'POST',
      headers: { ...type, ...headers },
      body,
    });
    expect(reply.status).toBe(413);
    expect(errorOf(reply.text)).toMatchObject({ code: 'recording_too_large', param: 'file' });
  });

  test('takes 25 MB and not more by itself', async () => {
    const most = 26_214_400;
    const ok = Buffer.concat([sky, Buffer.alloc(most - sky.length)]);
    const timeouts = { answerMs: 30_000 };
    const plain = await runGateway({ upstreams: [upstreamAt(openAi.url, { timeouts })] });
    const model = field('model', 'whisper-small');
    expect((await send(plain, form([model, filePart(ok)]))).status).toBe(200);
    const more = Buffer.concat([ok, Buffer.alloc(1)]);
    expect((await send(plain, form([model, filePart(more)]))).status).toBe(413);
    await plain.stop();
  });

  test.each([
    ['200 fields', Array.from({ length: 200 }, (_, index) => field(`f${index}`, 'x'))],
    ['two recordings', [filePart(sky)]],
  ])('with %s is refused at once', async (_name, more) => {
    const reply = await send(gateway, form([...more, filePart(sky)]));
    expect([reply.status, errorOf(reply.text).code]).toEqual([400, 'invalid_form']);
  });

  test('with a field of great length is cut to what a field may hold', async () => {
    const prompt = field('prompt', 'x'.repeat(60_000));
    expect((await send(gateway, form([prompt, filePart(sky)]))).status).toBe(200);
    const sent = await readStandInForm(openAi.seen.at(-1)!);
    expect(sent.fields.get('prompt')?.[0]).toHaveLength(16_384);
  });
});

describe('a transcript', () => {
  const get = (format: string, ...more: Part[]) =>
    send(gateway, form([filePart(sky), field('response_format', format), ...more]));

  test('as text, subtitles and web subtitles', async () => {
    const text = await get('text');
    expect([text.text, text.headers['content-type']]).toEqual([
      'The sky is blue.\n',
      'text/plain; charset=utf-8',
    ]);
    const srt = await get('srt');
    expect(srt.text).toBe('1\n00:00:00,000 --> 00:00:02,500\nThe sky is blue.\n\n');
    const vtt = await get('vtt');
    expect(vtt.text).toBe('WEBVTT\n\n00:00:00.000 --> 00:00:02.500\nThe sky is blue.\n\n');
    expect(vtt.headers['content-type']).toBe('text/vtt; charset=utf-8');
  });

  test('in full, with every field that its schema wants', async () => {
    const reply = await get('verbose_json', field('timestamp_granularities[]', 'word'));
    expect(JSON.parse(reply.text)).toEqual({
      task: 'transcribe',
      language: 'en',
      duration: 2.5,
      text: 'The sky is blue.',
      segments: [
        {
          id: 0,
          seek: 0,
          start: 0,
          end: 2.5,
          text: 'The sky is blue.',
          tokens: [],
          temperature: 0,
          avg_logprob: 0,
          compression_ratio: 1,
          no_speech_prob: 0,
        },
      ],
      words: [{ word: 'The', start: 0, end: 0.3 }],
      usage: { type: 'duration', seconds: 3 },
    });
  });

  test('is fetched from the next machine when the first fails, with the same recording', async () => {
    const both = await runGateway({
      upstreams: [
        upstreamAt(whisper.url, { name: 'first', kind: 'whisper.cpp', priority: 0 }),
        upstreamAt(openAi.url, { name: 'second', priority: 1 }),
      ],
      models: { tasks: { transcribe: ['whisper', 'whisper-small'] } },
    });
    expect((await send(both, form([filePart(sky)]))).headers['x-parley-upstream']).toBe('first');
    whisper.loading = true;
    const reply = await send(both, form([filePart(sky)]));
    expect([reply.status, reply.headers['x-parley-upstream']]).toEqual([200, 'second']);
    expect((await readStandInForm(openAi.seen.at(-1)!)).file).toEqual(sky);
    whisper.loading = false;
    await both.stop();
  });

  test('leaves no words in log and audit', async () => {
    await get('json', field('prompt', 'a very private prompt'));
    const [line] = (await gateway.audit()).slice(-1);
    expect(line).toMatchObject({ job: 'transcribe' });
    const written = JSON.stringify([await gateway.audit(), gateway.log]);
    expect(written).not.toMatch(/private|sky is blue/);
  });
});

describe('on this machine, with nothing configured', () => {
  const client = (to: RunningGateway) =>
    new OpenAI({ baseURL: `${to.url}/v1`, apiKey: 'none', maxRetries: 0 });

  test('the official client has a spoken sentence transcribed', async () => {
    const file = await toFile(paris, 'capital.wav', { type: 'audio/wav' });
    const { text } = await client(here).audio.transcriptions.create({ file, model: 'whisper-1' });
    expect(text).toBe('The capital of France is Paris.');
    const full = await client(here).audio.transcriptions.create({
      file: await toFile(paris, 'capital.wav'),
      model: 'tiny-whisper',
      response_format: 'verbose_json',
    });
    expect(full).toMatchObject({ language: 'en', text });
    expect(full.segments?.[0]?.end).toBeCloseTo(full.duration, 1);
    const srt = await client(here).audio.transcriptions.create({
      file: await toFile(paris, 'capital.wav'),
      model: 'whisper-1',
      response_format: 'srt',
    });
    expect(srt).toContain('Paris.');
  });

  test('the official client reads the events of a stream', async () => {
    const file = await toFile(paris, 'capital.wav');
    const stream = await client(here).audio.transcriptions.create({
      file,
      model: 'gpt-4o-mini-transcribe',
      stream: true,
    });
    const events = [];
    for await (const event of stream) events.push(event);
    expect(events.map(({ type }) => type)).toEqual([
      'transcript.text.delta',
      'transcript.text.done',
    ]);
    expect(events.at(-1)).toMatchObject({ text: 'The capital of France is Paris.' });
  });

  test.skipIf(!hasFfmpeg).each([
    ['webm', 'libopus', 'audio/webm;codecs=opus'],
    ['ogg', 'libopus', 'audio/ogg'],
    ['mp4', 'aac', 'audio/mp4'],
    ['mp3', 'libmp3lame', 'audio/mpeg'],
    ['flac', 'flac', 'audio/flac'],
  ])(
    'a recording in %s is decoded by ffmpeg (skipped where it is not installed)',
    async (format, codec, type) => {
      const path = join(fixtureSpeech, 'first-words/capital-paris.wav');
      const target = join('/tmp', `parley-${process.pid}.${format}`);
      execFileSync('ffmpeg', ['-y', '-v', 'error', '-i', path, '-c:a', codec, target]);
      const bytes = await readFile(target);
      execFileSync('rm', [target]);
      const reply = await send(here, form([filePart(bytes, `\r\ncontent-type: ${type}`)]));
      expect(reply.text).toMatch(/capital of France|Paris/);
    },
  );

  test('without ffmpeg it says which recordings it can read', async () => {
    const webm = Buffer.concat([Buffer.from('\x1aE\xdf\xa3', 'latin1'), Buffer.alloc(100)]);
    const reply = await send(bare, form([filePart(webm, '\r\ncontent-type: audio/webm')]));
    expect(reply.status).toBe(415);
    expect(errorOf(reply.text)).toEqual({
      message: expect.stringContaining('needs ffmpeg') as string,
      type: 'invalid_request_error',
      param: 'file',
      code: 'sound_format_unavailable',
    });
    const garbage = await send(here, form([filePart(Buffer.from('not a recording at all'))]));
    expect(garbage.status).toBe(415);
  });

  test.skipIf(!hasFfmpeg)('a damaged recording is called so (skipped without ffmpeg)', async () => {
    const webm = Buffer.concat([Buffer.from('\x1aE\xdf\xa3', 'latin1'), Buffer.alloc(5000, 7)]);
    const reply = await send(here, form([filePart(webm)]));
    expect([reply.status, errorOf(reply.text).message]).toEqual([
      415,
      'The recording is damaged or empty.',
    ]);
  });

  test.skipIf(!hasFfmpeg)(
    'a playlist that names a file is no recording (skipped without ffmpeg)',
    async () => {
      const list = Buffer.from('#EXTM3U\n#EXTINF:1,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n');
      const reply = await send(here, form([filePart(list, '\r\ncontent-type: audio/mpegurl')]));
      expect(reply.status).toBe(415);
    },
  );
});
