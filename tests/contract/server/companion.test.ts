import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCompanion, type RunningCompanion } from './running-companion.ts';

const page = '<!doctype html><title>Parley</title>';
const script = 'export const answer = 42;';

let companion: RunningCompanion;
beforeAll(async () => {
  companion = await runCompanion({
    'app/index.html': page,
    'app/service-worker.js': 'self;',
    'app/manifest.webmanifest': '{}',
    'app/assets/main-abc.js': script,
    'app/assets/main-abc.js.br': 'brotli bytes',
    'app/assets/main-abc.js.gz': gzipSync(script),
    'app/ort/runtime.wasm': 'wasm',
    'app/archive.gz': 'an archive of its own',
  });
});
afterAll(() => companion.stop());

const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

describe('the app', () => {
  it('opens at the root and is asked for again each time', async () => {
    const { status, headers, text } = await companion.ask('/', { headers: html });
    expect([status, text]).toEqual([200, page]);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['cache-control']).toBe('no-cache');
    const again = { ...html, 'if-none-match': headers.etag };
    expect((await companion.ask('/', { headers: again })).status).toBe(304);
  });

  it('opens where a mail filter made a path of a lesson link, whatever stands behind it', async () => {
    for (const path of ['/%23/learn/1abc', '/%23/learn/1abc.', '/%23/learn/1abc?fbclid=x']) {
      const { status, text } = await companion.ask(path, { headers: html });
      expect([status, text], path).toEqual([200, page]);
    }
  });

  it.each([
    [
      '/assets/main-abc.js',
      'text/javascript; charset=utf-8',
      'public, max-age=31536000, immutable',
    ],
    ['/service-worker.js', 'text/javascript; charset=utf-8', 'no-cache'],
    ['/manifest.webmanifest', 'application/manifest+json; charset=utf-8', 'no-cache'],
    ['/ort/runtime.wasm', 'application/wasm', 'no-cache'],
    ['/archive.gz', 'application/octet-stream', 'no-cache'],
  ])('%s has its type and its caching', async (path, type, caching) => {
    const { status, headers } = await companion.ask(path);
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([
      200,
      type,
      caching,
    ]);
  });

  it.each([
    ['br', 'br'],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['*', 'br'],
    ['identity', undefined],
    ['', undefined],
  ])('Accept-Encoding "%s" gets %s', async (accept, encoding) => {
    const { headers, body } = await companion.ask('/assets/main-abc.js', {
      headers: { 'accept-encoding': accept },
    });
    expect(headers['content-encoding']).toBe(encoding);
    expect(headers.vary).toBe('accept-encoding');
    expect(headers['content-length']).toBe(String(body.length));
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
  });

  it('gives compressed and plain copies tags of their own', async () => {
    const tag = async (accept: string) =>
      (await companion.ask('/assets/main-abc.js', { headers: { 'accept-encoding': accept } }))
        .headers.etag;
    expect(new Set([await tag('br'), await tag('gzip'), await tag('identity')]).size).toBe(3);
  });

  it('cuts parts from the plain file', async () => {
    const headers = { range: 'bytes=0-5', 'accept-encoding': 'br' };
    const answer = await companion.ask('/assets/main-abc.js', { headers });
    expect([answer.status, answer.text]).toEqual([206, 'export']);
    expect(answer.headers['content-encoding']).toBeUndefined();
  });

  it('does not offer compressed copies as files', async () => {
    expect((await companion.ask('/assets/main-abc.js.br')).status).toBe(404);
  });

  it('shows its page where a person goes, and 404 where a page looks for a file', async () => {
    expect((await companion.ask('/learn/anything', { headers: html })).text).toBe(page);
    expect((await companion.ask('/learn/anything')).status).toBe(404);
    expect((await companion.ask('/assets/gone-def.js', { headers: html })).status).toBe(404);
  });
});

describe('every answer', () => {
  const paths = [
    '/',
    '/assets/main-abc.js',
    '/health',
    '/models/',
    '/models/no/thing',
    '/api/x',
    '/%2f',
  ];

  it.each(paths)('%s isolates the page and trusts nobody else', async (path) => {
    const { headers } = await companion.ask(path);
    expect(headers).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    expect(headers['permissions-policy']).toContain('microphone=(self)');
    expect(headers['access-control-allow-origin']).toBeUndefined();
    expect(headers['x-powered-by']).toBeUndefined();
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
    expect(policy).toContain("connect-src 'self' https://weights.example;");
    expect(policy).not.toContain('unsafe-inline');
    expect(policy).not.toMatch(/'unsafe-eval'|\*/);
  });

  it.each([
    'evil.example',
    'evil.example:80',
    'localhost.evil.example',
    '10.0.0.5',
    '[::2]',
    'a b',
  ])('refuses the Host "%s"', async (host) => {
    for (const path of ['/', '/health', '/models/', '/assets/main-abc.js']) {
      const { status, text } = await companion.ask(path, { headers: { host } });
      expect(status).toBe(421);
      expect(JSON.parse(text)).toMatchObject({ error: { code: 'host-not-allowed' } });
    }
  });

  it.each(['/livez', '/readyz'])('lets a supervisor ask %s by any address', async (path) => {
    const { status, text } = await companion.ask(path, { headers: { host: '10.0.0.5:3100' } });
    expect([status, JSON.parse(text)]).toEqual([200, { status: 'ok' }]);
  });

  it.each([
    'localhost',
    'LOCALHOST:3100',
    'localhost.',
    '127.0.0.1:3100',
    '[::1]:3100',
    'Parley.School.example',
  ])('accepts the Host "%s"', async (host) => {
    expect((await companion.ask('/', { headers: { host } })).status).toBe(200);
  });
});

describe('health', () => {
  it('says when, and that there are no weights yet', async () => {
    const { status, headers, text } = await companion.ask('/health');
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(JSON.parse(text)).toEqual({
      status: 'ok',
      timestamp: '2026-11-20T10:00:00.000Z',
      services: { app: 'ok', models: 'empty' },
    });
  });

  it('answers HEAD', async () => {
    const { status, body } = await companion.ask('/health', { method: 'HEAD' });
    expect([status, body.length]).toEqual([200, 0]);
  });
});

describe('what is not there', () => {
  it.each(['/api', '/api/chat', '/v1', '/v1/models', '/health/x'])(
    '%s is a 404 in JSON',
    async (path) => {
      for (const method of ['GET', 'POST']) {
        if (method === 'POST' && path === '/health/x') continue;
        const { status, text } = await companion.ask(path, { method });
        expect(status).toBe(404);
        expect(JSON.parse(text)).toMatchObject({ error: { code: 'not-found' } });
      }
    },
  );

  it.each([
    ['POST', '/'],
    ['DELETE', '/models/'],
    ['PUT', '/models/a/b'],
    ['OPTIONS', '/health'],
  ])('%s %s is a 405 that says what is allowed', async (method, path) => {
    const { status, headers, text } = await companion.ask(path, { method });
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
    expect(JSON.parse(text)).toMatchObject({ error: { code: 'method-not-allowed' } });
  });
});
