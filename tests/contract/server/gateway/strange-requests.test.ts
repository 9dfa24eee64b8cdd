import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newKeyText } from '../../../../server/keys/api-key.ts';
import { runFaultUpstream, type FaultUpstream } from '../../../fakes/fault-upstream.ts';
import {
  hello,
  runGateway,
  upstreamAt,
  type Reply,
  type RunningGateway,
} from './running-gateway.ts';

const KEY = 'sk-live-4f9a2b7c8d1e6f3a5b0c';

let upstream: FaultUpstream;
let telltale: Server;
/** What the telltale answers: its status and its body, from the headers it got. */
let tell: (authorization: string) => [number, string] = () => [500, ''];
let gateway: RunningGateway;
beforeAll(async () => {
  upstream = await runFaultUpstream({ models: ['good'] });
  telltale = createServer((request, response) => {
    if (request.url?.endsWith('/models')) {
      response.end(JSON.stringify({ data: [{ id: 'telltale' }] }));
      return;
    }
    const [status, text] = tell(request.headers.authorization ?? '');
    request.resume();
    response.writeHead(status, { 'content-type': 'application/json' }).end(text);
  });
  await new Promise<void>((resolve) => telltale.listen(0, '127.0.0.1', resolve));
  const { port } = telltale.address() as AddressInfo;
  gateway = await runGateway(
    {
      upstreams: [
        upstreamAt(upstream.url),
        upstreamAt(`http://127.0.0.1:${port}`, { name: 'telltale', keyFrom: 'KEY' }),
      ],
      limits: { bodyBytes: 1_000_000, recordingBytes: 2_000_000 },
      mediaOrigins: ['https://pictures.school.example'],
    },
    { env: { KEY } },
  );
});
afterAll(async () => {
  await gateway.stop();
  await upstream.stop();
  telltale.close();
});

const json = { 'content-type': 'application/json' };
const codeOf = ({ text }: Reply) => (JSON.parse(text) as { error: { code: string } }).error.code;
const sent = () => JSON.stringify(upstream.seen.at(-1)?.body);
const raw = (body: string | Buffer, path = '/v1/chat/completions') =>
  gateway.ask(path, { method: 'POST', headers: json, body });

describe('addresses in messages', () => {
  const picture = (url: string) => ({ type: 'image_url', image_url: { url } });
  const data = 'data:image/png;base64,iVBORw0KGgo=';
  const asks = (content: unknown, more = {}, headers = {}) =>
    gateway.chat({ model: 'good', messages: [{ role: 'user', content, ...more }] }, headers);

  it.each([
    [[picture('https://evil.example/a.png')]],
    [[picture(' HTTP://evil.example/a.png')]],
    [[picture('//evil.example/a.png')]],
    [[picture('file:///etc/passwd')]],
    [[picture('/etc/passwd')]],
    [[picture('https://pictures.school.example.evil.example/a.png')]],
    [[picture('https://pictures.school.example@evil.example/a.png')]],
    [[{ type: 'image_url', image_url: 'https://evil.example/a.png' }]],
    [[{ type: 'input_image', image_url: 'https://evil.example/a.png' }]],
    [[{ type: 'video_url', video_url: { url: 'https://evil.example/a.mp4' } }]],
    [[{ type: 'audio_url', audio_url: { url: 'https://evil.example/a.wav' } }]],
    [[{ type: 'input_audio', input_audio: { data: 'https://evil.example/a.wav' } }]],
    [[{ type: 'image', image: 'https://evil.example/a.png' }]],
    [[{ type: 'image', source: { type: 'url', url: 'https://evil.example/a.png' } }]],
    [[{ type: 'file', file: { file_data: 'gopher://evil.example' } }]],
    [
      [
        { type: 'text', text: 'Look' },
        { type: 'made-up', deep: [[{ x: 'http://evil.example' }]] },
      ],
    ],
  ])('are refused: %j', async (content) => {
    const before = upstream.seen.length;
    const reply = await asks(content);
    expect([reply.status, codeOf(reply)]).toEqual([400, 'address_forbidden']);
    expect(upstream.seen).toHaveLength(before);
  });

  it('are refused beside the content, and through the tutor, too', async () => {
    const beside = await asks('Look', { images: ['https://evil.example/a.png'] });
    expect([beside.status, codeOf(beside)]).toEqual([400, 'address_forbidden']);
    const messages = [{ role: 'user', content: [picture('https://evil.example/a.png')] }];
    const tutor = await raw(JSON.stringify({ model: 'good', messages }), '/api/tutor/chat');
    expect([tutor.status, codeOf(tutor)]).toEqual([400, 'address_forbidden']);
  });

  it.each([
    ['See https://example.org/page and tell me.'],
    [[{ type: 'text', text: 'https://example.org' }, picture(data)]],
    [[{ type: 'input_audio', input_audio: { data: '//uQxAAAAAAAAAAA', format: 'mp3' } }]],
    [[picture('https://pictures.school.example/a.png')]],
  ])('are passed on where they are words, data, or named in the settings: %j', async (content) => {
    expect((await asks(content)).status).toBe(200);
    expect(sent()).toContain(JSON.stringify(content));
  });

  it('are not fetched for what stays on the device, whatever the settings name', async () => {
    const reply = await asks(
      [picture('https://pictures.school.example/a.png')],
      {},
      { 'x-parley-policy': 'device-only' },
    );
    expect([reply.status, codeOf(reply)]).toEqual([400, 'address_forbidden']);
  });

  it('in what a tool was called with are words', async () => {
    const call = {
      id: '1',
      type: 'function',
      function: { name: 'f', arguments: '{"url":"http://a.example"}' },
    };
    const { status } = await gateway.chat({
      model: 'good',
      messages: [...hello, { role: 'assistant', content: null, tool_calls: [call] }],
    });
    expect(status).toBe(200);
  });
});

describe('JSON that is hard to write out again', () => {
  it.each([
    ['brackets', `{"model":"good","messages":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['braces', `{"model":"good","tools":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`],
    ['unended', '['.repeat(100_000)],
  ])('%s are a 400', async (_name, body) => {
    for (const path of ['/v1/chat/completions', '/v1/embeddings', '/api/tutor/chat']) {
      const reply = await raw(body, path);
      expect([reply.status, codeOf(reply)]).toEqual([400, 'invalid_json']);
    }
  });

  it('many brackets that are not deep, or are words, are none of it', async () => {
    const tools = Array.from({ length: 300 }, () => ({
      type: 'function',
      function: { name: 'f' },
    }));
    const messages = [{ role: 'user', content: `"\\${'[{'.repeat(2000)}` }];
    expect((await gateway.chat({ model: 'good', messages, tools })).status).toBe(200);
  });

  it.each([
    ['message', '{"model":"good","messages":[{"role":"user","content":"half \\ud83d"}]}'],
    ['other half', '{"model":"good","messages":[{"role":"user","content":"\\uDE00 half"}]}'],
    ['field', '{"model":"good","messages":[{"role":"user","content":"a","\\ud83d":"b"}]}'],
    [
      'parameter',
      '{"model":"good","messages":[{"role":"user","content":"a"}],"stop":["\\ud83d"],"temperature":0}',
    ],
  ])('half a character in a %s is one that is not known', async (_name, body) => {
    expect((await raw(body)).status).toBe(200);
    expect(sent()).toContain('\ufffd');
    expect(sent()).not.toMatch(/\\ud[89a-f]/i);
  });

  it('whole characters stay what they are', async () => {
    await raw('{"model":"good","messages":[{"role":"user","content":"\\ud83d\\ude00 \\\\ud83d"}]}');
    expect(upstream.seen.at(-1)?.body['messages']).toEqual([
      { role: 'user', content: '😀 \\ud83d' },
    ]);
  });

  it.each(['"\\ud800"', '"\\udfff/\\ud800"'])('a model called %s is not known', async (model) => {
    const reply = await raw(`{"model":${model},"messages":[{"role":"user","content":"a"}]}`);
    expect([reply.status, codeOf(reply)]).toEqual([404, 'model_not_found']);
    const embed = await raw(`{"model":${model},"input":"a"}`, '/v1/embeddings');
    expect([404, 503]).toContain(embed.status);
  });
});

describe('what an upstream says of a request', () => {
  const said = async (body: (authorization: string) => [number, string]) => {
    tell = body;
    const { status, text } = await gateway.chat({ model: 'telltale', messages: hello });
    return { status, error: (JSON.parse(text) as { error: { message: string } }).error, text };
  };
  const because = (message: string, more = {}): [number, string] => [
    400,
    JSON.stringify({ error: { message, ...more } }),
  ];

  it('is given on when it is about the request', async () => {
    const { status, error } = await said(() =>
      because('top_p must be below 1', { param: 'top_p' }),
    );
    expect(status).toBe(400);
    expect(error).toMatchObject({ message: 'top_p must be below 1', param: 'top_p' });
  });

  it.each([
    ['whole', (key: string) => `Bad request with headers authorization: ${key}`],
    ['in part', () => `Incorrect key: ${KEY.slice(0, 14)}...`],
    ['its end', () => `Incorrect key: ...${KEY.slice(-9)}`],
    ['spaced out', () => `Key ${[...KEY].join(' ')} is wrong`],
    ['in capitals', () => `Key ${KEY.toUpperCase()} is wrong`],
    ['encoded', () => `Basic ${Buffer.from(`user:${KEY}`).toString('base64')} is wrong`],
    ['in an address', () => `GET /?key=${encodeURIComponent(KEY)} failed`],
    ['far behind', () => `${'long '.repeat(70)}${KEY}`],
    ['cut by our own limit', () => `${'x'.repeat(290)}${KEY}`],
  ])('never carries our key: %s', async (_name, message) => {
    for (const answer of [
      (key: string) => because(message(key)),
      (key: string): [number, string] => [422, JSON.stringify({ detail: message(key) })],
      (key: string): [number, string] => [400, message(key)],
      (key: string) => because('No.', { param: message(key) }),
    ]) {
      const { status, text } = await said(answer);
      expect([400, 422]).toContain(status);
      const plain = text.toLowerCase().replace(/[^a-z0-9]/g, '');
      const key = KEY.toLowerCase().replace(/[^a-z0-9]/g, '');
      for (let at = 0; at + 8 <= key.length; at++)
        expect(plain).not.toContain(key.slice(at, at + 8));
    }
  });

  it('never says where it is', async () => {
    const { port } = telltale.address() as AddressInfo;
    const { text } = await said(() => because(`127.0.0.1:${port} does not like top_p`));
    expect(text).not.toContain(String(port));
  });
});

describe('a refused upload ends in a readable answer', () => {
  /** Writes all of it before it reads anything, as simple clients do. */
  const upload = (head: string, bytes: number) =>
    new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(gateway.port, '127.0.0.1', () => {
        socket.write(`${head}\r\nhost: localhost\r\ncontent-length: ${bytes}\r\n\r\n`);
        socket.write(Buffer.alloc(bytes, 'x'), () =>
          socket.on('data', (data) => (text += data.toString())),
        );
      });
      socket.on('error', (error) => resolve(`broken: ${error.message}`));
      socket.on('close', () => resolve(text));
    });
  const chat = 'POST /v1/chat/completions HTTP/1.1\r\ncontent-type: application/json';

  it.each([
    ['too large', chat, 413],
    ['no JSON type', 'POST /v1/chat/completions HTTP/1.1\r\ncontent-type: text/plain', 415],
    ['another site', `${chat}\r\norigin: https://evil.example`, 403],
    ['no key that is known', `${chat}\r\nx-api-key: ${newKeyText().text}`, 401],
    ['nothing there', 'POST /v1/files HTTP/1.1', 404],
    ['not that way', 'PUT /v1/chat/completions HTTP/1.1', 405],
    ['the app', 'POST / HTTP/1.1', 405],
    [
      'a recording',
      'POST /v1/audio/transcriptions HTTP/1.1\r\ncontent-type: multipart/form-data; boundary=a',
      413,
    ],
    [
      'a form without an edge',
      'POST /v1/audio/transcriptions HTTP/1.1\r\ncontent-type: multipart/form-data',
      400,
      2_000_000,
    ],
  ])('%s', async (_name, head, status, bytes = 12_000_000) => {
    const text = await upload(head, bytes);
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(text.toLowerCase()).toContain('connection: close');
    expect(JSON.parse(text.slice(text.indexOf('{')))).toHaveProperty('error.code');
  });

  it('and the answer is there before all of it came', async () => {
    const started = performance.now();
    const text = await new Promise<string>((resolve, reject) => {
      const socket = connect(gateway.port, '127.0.0.1', () =>
        socket.write(`${chat}\r\nhost: localhost\r\ncontent-length: 900000000\r\n\r\n{`),
      );
      socket.once('data', (data) => {
        resolve(data.toString());
        socket.destroy();
      });
      socket.on('error', reject);
    });
    expect(text).toMatch(/^HTTP\/1\.1 413 [^]*request_too_large/);
    expect(performance.now() - started).toBeLessThan(4000);
  });
});
