import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ModelEntry } from '../../../src/contracts/catalog.ts';
import { createKeptWeights } from '../../../src/model-store/kept-weights.ts';
import {
  createCompanionWeights,
  createHubWeights,
} from '../../../src/model-store/remote-weights.ts';
import { FakeCaches } from '../../fakes/fake-caches.ts';

const never = new AbortController().signal;
const bytes = new TextEncoder().encode('onnx weights');
const sha256 = createHash('sha256').update(bytes).digest('hex');
const entry: ModelEntry = {
  id: 'm',
  job: 'transcribe',
  family: 'whisper',
  engine: 'transformers',
  name: 'M',
  source: { repository: 'someone/m', revision: 'v1' },
  files: [
    { path: 'config.json', role: 'config' },
    { path: 'onnx/model.onnx', role: 'weights', sizeBytes: bytes.length, sha256 },
  ],
  variants: [{ name: 'wasm', dtype: 'q8', devices: ['wasm'] }],
  languages: ['en'],
  tier: 'tiny',
  licence: { name: 'MIT' },
};

type Answer = (url: string, init?: RequestInit) => Response | Promise<Response>;

function setUp(answer: Answer, options: { hub?: boolean; caches?: FakeCaches | null } = {}) {
  const requests: string[] = [];
  const fetchFile = ((url: string, init?: RequestInit) => {
    requests.push(`${init?.method ?? 'GET'} ${url}`);
    return Promise.resolve().then(() => answer(url, init));
  }) as typeof fetch;
  const caches = options.caches === undefined ? new FakeCaches() : options.caches;
  const progress: [string, number, number][] = [];
  const sources = [createCompanionWeights(fetchFile)];
  if (options.hub) sources.push(createHubWeights(fetchFile, [entry]));
  const weights = createKeptWeights({
    entry,
    sources,
    caches,
    onProgress: (...step) => progress.push(step),
  });
  return { weights, requests, caches, progress };
}

const whole: Answer = () =>
  new Response(bytes, { headers: { 'content-length': String(bytes.length) } });
const open = (weights: ReturnType<typeof setUp>['weights']) =>
  weights.open('m', 'onnx/model.onnx', never);

describe('weights that are kept', () => {
  test('are fetched once and then need no network', async () => {
    const { weights, requests, progress } = setUp(whole);
    expect(new Uint8Array(await (await open(weights)).arrayBuffer())).toEqual(bytes);
    expect(new Uint8Array(await (await open(weights)).arrayBuffer())).toEqual(bytes);
    expect(requests).toEqual(['GET /models/m/onnx/model.onnx']);
    const last = ['onnx/model.onnx', bytes.length, bytes.length];
    expect(progress).toEqual([last, last]);
    expect(await weights.has('m', ['onnx/model.onnx'], never)).toBe(true);
  });

  test('a file the catalog does not list is a 404 without a request', async () => {
    const { weights, requests } = setUp(whole);
    expect((await weights.open('m', 'secret.json', never)).status).toBe(404);
    expect((await weights.open('other', 'config.json', never)).status).toBe(404);
    expect(requests).toEqual([]);
  });

  test.each([
    [
      'a page by type',
      () => new Response('hello', { headers: { 'content-type': 'text/html' } }),
      'weights-not-a-model',
    ],
    ['a page by content', () => new Response('\n<!DOCTYPE html><p>Sign in'), 'weights-not-a-model'],
    [
      'too few bytes',
      () => new Response('onnx', { headers: { 'content-length': '12' } }),
      'weights-incomplete',
    ],
    ['other bytes of the same length', () => new Response('onnx wrights'), 'weights-damaged'],
    ['another length', () => new Response('onnx weights and more'), 'weights-damaged'],
    ['nothing', () => new Response(''), 'weights-damaged'],
    ['an error of the server', () => new Response('', { status: 503 }), 'weights-unreachable'],
    ['no network', () => Promise.reject(new TypeError('Failed to fetch')), 'weights-unreachable'],
    ['not offered', () => new Response('', { status: 404 }), 'weights-missing'],
  ])('%s is refused and nothing is kept', async (_, answer, code) => {
    const { weights, caches } = setUp(answer);
    await expect(open(weights)).rejects.toMatchObject({ code });
    expect(caches?.kept.size).toBe(0);
  });

  test('a connection that breaks keeps nothing; the next try starts again', async () => {
    let tries = 0;
    const { weights, caches } = setUp(() => {
      tries += 1;
      if (tries > 1) return whole('');
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          controller.enqueue(bytes.slice(0, 4));
          setTimeout(() => controller.error(new TypeError('network error')));
        },
      });
      return new Response(body, { headers: { 'content-length': String(bytes.length) } });
    });
    await expect(open(weights)).rejects.toMatchObject({ code: 'weights-incomplete' });
    expect(caches?.kept.size).toBe(0);
    expect((await open(weights)).status).toBe(200);
  });

  test('an abort is an abort, not a failure', async () => {
    const control = new AbortController();
    const { weights } = setUp((_, init) => {
      control.abort();
      return Promise.reject((init?.signal?.reason ?? new Error('no signal')) as Error);
    });
    await expect(weights.open('m', 'config.json', control.signal)).rejects.toMatchObject({
      name: 'AbortError',
    });
  });

  test('without room or without a store the weights still come', async () => {
    const full = new FakeCaches();
    full.full = true;
    for (const caches of [full, null]) {
      const { weights } = setUp(whole, { caches });
      expect(new Uint8Array(await (await open(weights)).arrayBuffer())).toEqual(bytes);
    }
  });

  test('the hub is asked only when it was allowed, at the revision of the catalog', async () => {
    const local: Answer = (url) =>
      url.startsWith('/') ? new Response('', { status: 404 }) : whole('');
    await expect(open(setUp(local).weights)).rejects.toMatchObject({ code: 'weights-missing' });
    const { weights, requests } = setUp(local, { hub: true });
    expect((await open(weights)).status).toBe(200);
    expect(requests[1]).toBe('GET https://huggingface.co/someone/m/resolve/v1/onnx/model.onnx');
  });
});

describe('whether weights can be had', () => {
  test('asks for heads only, and a page is no file', async () => {
    const { weights, requests } = setUp(
      () => new Response('', { headers: { 'content-type': 'text/html' } }),
    );
    expect(await weights.has('m', ['config.json'], never)).toBe(false);
    expect(requests).toEqual(['HEAD /models/m/config.json']);
    expect(await setUp(whole).weights.has('m', ['config.json', 'onnx/model.onnx'], never)).toBe(
      true,
    );
    expect(await setUp(whole).weights.has('other', ['config.json'], never)).toBe(false);
  });

  test('offline it is a plain no', async () => {
    const { weights } = setUp(() => Promise.reject(new TypeError('Failed to fetch')));
    expect(await weights.has('m', ['config.json'], never)).toBe(false);
  });
});
