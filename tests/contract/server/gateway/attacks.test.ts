import { connect } from 'node:net';
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSettings } from '../../../../server/settings/read-settings.ts';
import { newKeyText } from '../../../../server/keys/api-key.ts';
import { runFaultUpstream, type FaultUpstream } from '../../../fakes/fault-upstream.ts';
import { hello, runGateway, upstreamAt, type RunningGateway } from './running-gateway.ts';

let upstream: FaultUpstream;
let trap: FaultUpstream;
let gateway: RunningGateway;
beforeAll(async () => {
  upstream = await runFaultUpstream({ models: ['good', 'redirect', 'hop-by-hop', 'huge', '500'] });
  trap = await runFaultUpstream({ name: 'trap' });
  gateway = await runGateway(
    {
      upstreams: [upstreamAt(upstream.url, { keyFrom: 'UPSTREAM_KEY', privacy: 'cloud' })],
      policy: 'cloud-allowed',
      limits: { bodyBytes: 20_000 },
      attempts: 1,
      origins: ['https://school.example'],
    },
    { env: { UPSTREAM_KEY: 'the-upstream-secret' } },
  );
});
afterAll(async () => {
  await gateway.stop();
  await upstream.stop();
  await trap.stop();
});

const json = { 'content-type': 'application/json' };
const codeOf = (text: string) => (JSON.parse(text) as { error: { code: string } }).error.code;
const lastBody = () => upstream.seen.at(-1)?.body ?? {};

describe('an upstream is never the client’s choice', () => {
  it('fields that name one are dropped before anything is sent', async () => {
    const { status } = await gateway.chat({
      model: 'good',
      messages: hello,
      api_base: trap.url,
      base_url: trap.url,
      api_key: 'stolen',
      custom_llm_provider: 'openai',
      extra_headers: { authorization: 'x' },
    });
    expect(status).toBe(200);
    expect(Object.keys(lastBody()).sort()).toEqual(['messages', 'model']);
  });

  it('nor are headers that other gateways listen to', async () => {
    await gateway.chat(
      { model: 'good', messages: hello },
      { 'x-portkey-custom-host': trap.url, 'x-api-base': trap.url, 'openai-organization': 'o' },
    );
    expect(upstream.seen.at(-1)?.headers['x-portkey-custom-host']).toBeUndefined();
    expect(trap.seen).toHaveLength(0);
  });

  it('a redirect is not followed, and the key goes to the configured origin only', async () => {
    const { status } = await gateway.chat({ model: 'redirect', messages: hello });
    expect(status).toBe(502);
    expect(trap.seen).toHaveLength(0);
    expect(upstream.seen.at(-1)?.headers.authorization).toBe('Bearer the-upstream-secret');
  });

  it('the client’s own key never reaches an upstream', async () => {
    const headers = { authorization: 'Bearer sk-of-the-client', 'x-api-key': 'k', cookie: 'a=b' };
    await gateway.chat({ model: 'good', messages: hello }, headers);
    const seen = upstream.seen.at(-1)?.headers ?? {};
    expect(seen.authorization).toBe('Bearer the-upstream-secret');
    expect([seen['x-api-key'], seen.cookie]).toEqual([undefined, undefined]);
  });

  it.each([
    'http://169.254.169.254/latest',
    'http://[fe80::1]:80',
    'http://metadata.google.internal',
    'http://100.100.100.200',
  ])('settings do not take %s unless that is said', (url) => {
    const text = (more: string) =>
      `upstreams:\n  - name: bad\n    kind: openai\n    privacy: home\n    url: "${url}"\n${more}`;
    expect(() => readSettings(text(''), 'f.yaml')).toThrow(/f\.yaml, line 5: .*link-local/);
    expect(readSettings(text('    allowLinkLocal: true\n'), 'f.yaml').upstreams).toHaveLength(1);
  });
});

describe('other sites', () => {
  it.each(['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example', '169.254.169.254'])(
    'may not point their name here: %s',
    async (host) => {
      const { status } = await gateway.ask('/v1/models', { headers: { host } });
      expect(status).toBe(421);
    },
  );

  it.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://localhost:5173', 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site' },
    { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  ])('may not call: %j', async (headers) => {
    const before = upstream.seen.length;
    const {
      status,
      text,
      headers: got,
    } = await gateway.chat({ model: 'good', messages: hello }, headers);
    expect([status, codeOf(text)]).toEqual([403, 'origin_forbidden']);
    expect(got['access-control-allow-origin']).toBeUndefined();
    expect(upstream.seen).toHaveLength(before);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', ''])(
    'may not send what needs no preflight: %j',
    async (type) => {
      const { status, text } = await gateway.ask('/v1/chat/completions', {
        method: 'POST',
        headers: type === '' ? {} : { 'content-type': type },
        body: JSON.stringify({ model: 'good', messages: hello }),
      });
      expect([status, codeOf(text)]).toEqual([415, 'unsupported_media_type']);
    },
  );

  it('our own page may call, with and without Sec-Fetch-Site', async () => {
    const origin = `http://127.0.0.1:${gateway.port}`;
    for (const headers of [{ origin }, { origin, 'sec-fetch-site': 'same-origin' }]) {
      expect((await gateway.chat({ model: 'good', messages: hello }, headers)).status).toBe(200);
    }
  });

  it('a named one gets the preflight that browser libraries need, and nobody else does', async () => {
    const asked =
      'authorization, content-type, x-parley-policy, x-parley-upstream, x-stainless-arch, x-stainless-lang';
    const preflight = (origin: string) =>
      gateway.ask('/v1/chat/completions', {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': asked,
        },
      });
    const good = await preflight('https://school.example');
    expect(good.status).toBe(204);
    expect(good.headers['access-control-allow-origin']).toBe('https://school.example');
    expect(good.headers['access-control-allow-headers']).toBe(asked);
    expect(Number(good.headers['access-control-max-age'])).toBeGreaterThan(600);
    expect(good.headers.vary).toContain('origin');
    const bad = await preflight('https://evil.example');
    expect(bad.status).toBe(403);
    expect(bad.headers['access-control-allow-origin']).toBeUndefined();
    const call = await gateway.chat(
      { model: 'good', messages: hello },
      { origin: 'https://school.example' },
    );
    expect(call.headers['access-control-allow-origin']).toBe('https://school.example');
  });
});

describe('names of models never become paths', () => {
  it.each(['../../etc/passwd', '..%2f..%2fetc%2fpasswd', 'good%00', '%2e%2e/%2e%2e', 'a//b'])(
    '%s',
    async (name) => {
      const { status, text } = await gateway.ask(`/v1/models/${name}`);
      expect([status, codeOf(text)]).toEqual([404, 'model_not_found']);
    },
  );

  it('an id with a slash is found, however it is written', async () => {
    const slash = await runFaultUpstream({ models: ['Qwen/Qwen2.5-7B'] });
    const other = await runGateway({ upstreams: [upstreamAt(slash.url)] });
    for (const path of ['/v1/models/Qwen/Qwen2.5-7B', '/v1/models/Qwen%2FQwen2.5-7B']) {
      const { status, text } = await other.ask(path);
      expect([status, (JSON.parse(text) as { id: string }).id]).toEqual([200, 'Qwen/Qwen2.5-7B']);
    }
    await other.stop();
    await slash.stop();
  });
});

describe('nothing but the known addresses is forwarded', () => {
  it.each([
    '/v1/api/create',
    '/api/create',
    '/api/pull',
    '/load',
    '/v1/load',
    '/v1/completions',
    '/v1/files',
    '/v1/fine_tuning/jobs',
    '/v1/chat/completions/extra',
  ])('%s', async (path) => {
    const before = upstream.seen.length;
    const reply = await gateway.ask(path, { method: 'POST', headers: json, body: '{}' });
    expect([404, 405]).toContain(reply.status);
    expect(JSON.parse(reply.text)).toHaveProperty('error.code');
    expect(upstream.seen).toHaveLength(before);
  });

  it('another method is a 405 in JSON', async () => {
    const { status, headers, text } = await gateway.ask('/v1/chat/completions');
    expect([status, headers.allow, codeOf(text)]).toEqual([
      405,
      'POST, OPTIONS',
      'method-not-allowed',
    ]);
  });
});

describe('floods', () => {
  it('a body that says it is too large is refused before it comes', async () => {
    const { status, text } = await gateway.chat({
      model: 'good',
      messages: [{ role: 'user', content: 'x'.repeat(30_000) }],
    });
    expect([status, codeOf(text)]).toEqual([413, 'request_too_large']);
  });

  it('a body without a length is counted while it comes, and the connection is closed', async () => {
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(gateway.port, '127.0.0.1', () => {
        socket.write(
          'POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n',
        );
        const piece = `2000\r\n${'x'.repeat(0x2000)}\r\n`;
        const more = setInterval(() => socket.writable && socket.write(piece), 2);
        socket.on('close', () => clearInterval(more));
      });
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer.toLowerCase()).toContain('connection: close');
    expect(answer).toContain('request_too_large');
  });

  it('an upstream that sends without end is stopped', async () => {
    const { status } = await gateway.chat({ model: 'huge', messages: hello, stream: true });
    // Stopped by its size, or by the time of the first token where the machine is slow.
    expect([502, 504]).toContain(status);
    await expect.poll(() => upstream.open()).toBe(0);
  });
});

describe('a hostile upstream', () => {
  it.each([false, true])(
    'gets no header and no field of its own through (stream: %s)',
    async (stream) => {
      const { status, headers, text } = await gateway.chat({
        model: 'hop-by-hop',
        messages: hello,
        stream,
      });
      expect(status).toBe(200);
      for (const name of [
        'set-cookie',
        'x-upstream-secret',
        'proxy-authenticate',
        'access-control-allow-origin',
      ]) {
        expect(headers[name]).toBeUndefined();
      }
      expect(text).not.toContain('secret_field');
      expect(text).not.toContain('upstream-name');
      expect(headers['content-security-policy']).toContain("default-src 'none'");
    },
  );

  it('its words on an inner failure stay inside', async () => {
    const { text } = await gateway.chat({ model: '500', messages: hello });
    expect(text).not.toContain('internal');
    expect(text).not.toContain(String(upstream.port));
  });
});

describe('keys', () => {
  let keyed: RunningGateway;
  let good: string;
  let limited: string;
  let ended: string;
  beforeAll(async () => {
    const keys = [newKeyText(), newKeyText(), newKeyText()];
    const file = `/tmp/parley-keys-${process.pid}.json`;
    const created = new Date().toISOString();
    const scopes = [{}, { jobs: ['chat'], models: ['other-*'], requestsPerMinute: 2 }, {}];
    await writeFile(
      file,
      JSON.stringify({
        version: 1,
        keys: keys.map(({ id, sha256 }, index) => ({
          id,
          name: 'n',
          sha256,
          created,
          scopes: scopes[index],
          ...(index === 2 ? { expires: '2020-01-01T00:00:00Z' } : {}),
        })),
      }),
    );
    [good, limited, ended] = keys.map(({ text }) => text) as [string, string, string];
    keyed = await runGateway({
      upstreams: [upstreamAt(upstream.url)],
      keys: { required: 'always', file },
    });
  });
  afterAll(() => keyed.stop());

  const chat = (headers: Record<string, string>) =>
    keyed.chat({ model: 'good', messages: hello }, headers);

  it.each([
    ['authorization', (key: string) => `Bearer ${key}`],
    ['authorization', (key: string) => `bearer  ${key}`],
    ['x-api-key', (key: string) => key],
    ['api-key', (key: string) => key],
  ] as const)('are taken from %s', async (header, form) => {
    expect((await chat({ [header]: form(good) })).status).toBe(200);
  });

  it('must be right, and must not have ended', async () => {
    expect((await chat({})).status).toBe(401);
    expect((await chat({ authorization: 'Bearer sk-anything' })).status).toBe(401);
    const nearly = good.slice(0, -1) + (good.endsWith('A') ? 'B' : 'A');
    expect((await chat({ authorization: `Bearer ${nearly}` })).status).toBe(401);
    expect((await chat({ authorization: `Bearer ${ended}` })).status).toBe(401);
    expect((await keyed.ask(`/v1/models?key=${good}`)).status).toBe(401);
  });

  it('do what their scopes say', async () => {
    const headers = { authorization: `Bearer ${limited}`, ...json };
    const embed = await keyed.ask('/v1/embeddings', {
      method: 'POST',
      headers,
      body: '{"input":"a"}',
    });
    expect([embed.status, codeOf(embed.text)]).toEqual([403, 'job_forbidden']);
    const other = await chat(headers);
    expect([other.status, codeOf(other.text)]).toEqual([403, 'model_forbidden']);
    await chat(headers);
    const third = await chat(headers);
    expect([third.status, codeOf(third.text)]).toEqual([429, 'rate_limit_exceeded']);
    expect(Number(third.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('a client behind a proxy on this machine is not taken for the machine itself', async () => {
    const open = await runGateway({ upstreams: [upstreamAt(upstream.url)] });
    const ask = (headers: Record<string, string>) =>
      open.chat({ model: 'good', messages: hello }, headers);
    expect((await ask({})).status).toBe(200);
    expect((await ask({ 'x-forwarded-for': '192.168.1.7' })).status).toBe(401);
    expect((await ask({ 'x-forwarded-for': '127.0.0.1, 192.168.1.7' })).status).toBe(401);
    expect((await ask({ forwarded: 'for=127.0.0.1' })).status).toBe(401);
    await open.stop();
  });
});

describe('what is written down', () => {
  it('holds no words, no keys, and no name that a client made up', async () => {
    const words = 'my-very-secret-question';
    await gateway.chat(
      { model: 'good', messages: [{ role: 'user', content: words }] },
      { authorization: 'Bearer sk-client-key' },
    );
    await gateway.chat({ model: words, messages: hello });
    await gateway.ask('/v1/chat/completions', {
      method: 'POST',
      headers: json,
      body: `{"${words}"`,
    });
    const written = [
      ...(await gateway.audit()).map((line) => JSON.stringify(line)),
      ...gateway.log,
      (await gateway.ask('/metrics')).text,
      (await gateway.ask('/api/metrics')).text,
    ].join('\n');
    expect(written).not.toContain(words);
    expect(written).not.toContain('sk-client-key');
    expect(written).not.toContain('the-upstream-secret');
    expect(written).toContain('gen_ai_response_model="other"');
  });
});
