import 'fake-indexeddb/auto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHubFetch, hubAddress } from '../../../server/mirror/hub-fetch.ts';
import { ModelFetches } from '../../../server/mirror/model-fetches.ts';
import { createIndexedDbChunks } from '../../../src/model-store/kept/indexed-db-chunks.ts';
import { openDatabase } from '../../../src/storage/database.ts';
import { sha256Of, startHubServer, type HubServer } from '../../fakes/hub-server.ts';
import {
  companionAt,
  planned,
  servedModel,
  storedHashes,
  transfer,
} from '../../fakes/store-harness.ts';
import { syntheticEntry } from '../../fakes/synthetic-entry.ts';
import { runGateway, type RunningGateway } from './gateway/running-gateway.ts';

const ID = 'synthetic';
const right = new Map([...servedModel.files].map(([path, bytes]) => [path, sha256Of(bytes)]));
const total = [...servedModel.files.values()].reduce((sum, bytes) => sum + bytes.length, 0);

const PATIENCE = { timeout: 20_000 };

let hub: HubServer;
let catalogDir: string;
let weights: string;
let companion: RunningGateway;
let made = 0;

const parts = (
  modelsDir: string,
  hubUrl: string,
  env: Record<string, string> = {},
  onPublished = () => undefined as void,
) => ({
  modelsDir,
  catalogDir,
  hub: hubUrl,
  fetch: createHubFetch(env),
  onPublished,
  onEnded: () => undefined,
});

async function start(
  mode: 'on' | 'off' | 'ask' = 'on',
  options: { hub?: string; env?: Record<string, string>; proxies?: string[] } = {},
): Promise<RunningGateway> {
  companion = await runGateway(
    { models: { fetch: mode }, keys: { required: 'never' }, proxies: options.proxies ?? [] },
    {
      fetches: (folder, models) => {
        weights = folder;
        return new ModelFetches(
          parts(folder, options.hub ?? hub.url, options.env, () => models.forget()),
        );
      },
    },
  );
  return companion;
}

/** A browser that has nothing yet. */
async function browser() {
  const database = await openDatabase({}, `fetching-mirror-${made++}`);
  return createIndexedDbChunks(database);
}

async function gets(chunks: Awaited<ReturnType<typeof browser>>): Promise<void> {
  const origins = [companionAt(companion.url)];
  await planned(chunks, origins);
  await transfer(chunks, origins);
  expect(await storedHashes(chunks, ID)).toEqual(right);
}

const begin = (headers = {}) =>
  companion.ask('/api/fetch', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ model: ID, variant: 'q8' }),
  });
const codeOf = ({ text }: { text: string }) =>
  (JSON.parse(text) as { error: { code: string } }).error.code;

beforeEach(async () => {
  hub = await startHubServer([servedModel]);
  catalogDir = await mkdtemp(join(tmpdir(), 'parley-catalog-'));
  await writeFile(join(catalogDir, `${ID}.json`), JSON.stringify(syntheticEntry));
});
afterEach(async () => {
  await companion.stop();
  await hub.close();
  await rm(catalogDir, { recursive: true });
});

describe('a model that the companion lacks', () => {
  test('comes through it, through a redirect to another host, and stays', async () => {
    await start();
    expect((await companion.ask('/models/')).headers['x-parley-fetch']).toBe('yes');
    await gets(await browser());
    expect(hub.sentBytes()).toBe(total);
    await expect.poll(() => readdir(join(weights, '.partial')), PATIENCE).toEqual([]);
    for (const [path, sha256] of right)
      expect(sha256Of(await readFile(join(weights, ID, path)))).toBe(sha256);
    await gets(await browser());
    expect(hub.sentBytes()).toBe(total);
  });

  test('is fetched once for thirty laptops, late ones included', async () => {
    await start();
    hub.bytesPerSecond = 400_000;
    const first = Array.from({ length: 20 }, async () => gets(await browser()));
    await expect.poll(() => hub.sentBytes(), PATIENCE).toBeGreaterThan(300_000);
    const [{ fetching, files }] = JSON.parse((await companion.ask('/models/')).text) as [
      { fetching: { doneBytes: number; totalBytes: number }; files: unknown[] },
    ];
    expect(files).toHaveLength(servedModel.files.size);
    expect(fetching.totalBytes).toBe(total);
    expect(fetching.doneBytes).toBeGreaterThan(0);
    hub.bytesPerSecond = 0;
    await Promise.all([...first, ...Array.from({ length: 10 }, async () => gets(await browser()))]);
    expect(hub.sentBytes()).toBe(total);
  });

  test('gives what is here at once, and the rest as it comes', async () => {
    await start();
    hub.bytesPerSecond = 50_000;
    expect((await begin()).status).toBe(202);
    const from = performance.now();
    const size = servedModel.files.get('onnx/model.onnx')!.length;
    let firstMs = 0;
    await new Promise<void>((resolve, reject) => {
      const asked = request(`${companion.url}/models/${ID}/onnx/model.onnx`, (response) => {
        expect(response.headers['content-length']).toBe(String(size));
        response.once('data', () => {
          firstMs = performance.now() - from;
          hub.bytesPerSecond = 0;
          response.destroy();
          resolve();
        });
      });
      asked.on('error', reject).end();
    });
    expect(firstMs).toBeGreaterThan(0);
    expect(hub.sentBytes()).toBeLessThan(total);
  });

  test('goes on for the others when one leaves', async () => {
    await start();
    hub.bytesPerSecond = 400_000;
    const leaves = new AbortController();
    const chunks = await browser();
    await planned(chunks, [companionAt(companion.url)]);
    const left = transfer(chunks, [companionAt(companion.url)], {
      signal: leaves.signal,
      report: ({ doneBytes }) => {
        if (doneBytes > 50_000) leaves.abort(new Error('closed'));
      },
    });
    const stays = gets(await browser());
    await expect(left).rejects.toThrow('closed');
    hub.bytesPerSecond = 0;
    await stays;
    expect(hub.sentBytes()).toBe(total);
  });

  test('goes on from the journal after the companion was stopped in the middle', async () => {
    await start();
    const folder = await mkdtemp(join(tmpdir(), 'parley-journal-'));
    hub.bytesPerSecond = 300_000;
    const first = new ModelFetches(parts(folder, hub.url));
    await first.begin(ID, 'q8');
    await expect.poll(() => hub.sentBytes(), PATIENCE).toBeGreaterThan(400_000);
    await first.close();
    hub.bytesPerSecond = 0;
    const second = new ModelFetches(parts(folder, hub.url));
    await second.begin(ID, 'q8');
    await expect.poll(() => second.underway, PATIENCE).toEqual([]);
    for (const [path, sha256] of right)
      expect(sha256Of(await readFile(join(folder, ID, path)))).toBe(sha256);
    expect(hub.sentBytes()).toBeLessThan(total + 400_000);
    await rm(folder, { recursive: true });
  });
});

describe('what the hub does wrong', () => {
  test('it cannot be reached: one sentence, and what is here works', async () => {
    hub.online = false;
    await start();
    const plan = await companion.ask(`/api/models/${ID}?variant=q8`);
    expect([plan.status, codeOf(plan)]).toEqual([503, 'hub_unreachable']);
    expect(plan.text).toContain('What is here works.');
    await expect(planned(await browser(), [companionAt(companion.url)])).rejects.toMatchObject({
      code: 'model-hub-unreachable',
    });
    expect((await companion.ask('/models/')).status).toBe(200);
  });

  test('nobody listens at its address', async () => {
    await start('on', { hub: 'http://127.0.0.1:9' });
    expect(codeOf(await companion.ask(`/api/models/${ID}?variant=q8`))).toBe('hub_unreachable');
  });

  test.each([
    ['cuts', { kind: 'cut', afterBytes: 9000 }] as const,
    ['is away for a moment', { kind: 'status', status: 503 }] as const,
    ['gives one wrong byte', { kind: 'wrong-byte' }] as const,
  ])('%s: the browser has the right bytes in the end', async (_what, fault) => {
    await start();
    hub.fault = ({ count }) => (count === 3 ? fault : undefined);
    const chunks = await browser();
    // A wrong byte is found when a file is whole; by then it may have been passed on.
    await gets(chunks).catch(() => gets(chunks));
    const record = await chunks.record(ID);
    expect(record?.state).toBe('ready');
  });

  test('another file than at the first fetch is refused', async () => {
    hub.tellsHashes = false;
    await start();
    await gets(await browser());
    await expect.poll(() => readdir(join(weights, '.partial')), PATIENCE).toEqual([]);
    const pins = JSON.parse(await readFile(join(weights, '.pins', `${ID}.json`), 'utf8')) as {
      files: { path: string; sha256: string }[];
    };
    expect(new Map(pins.files.map(({ path, sha256 }) => [path, sha256]))).toEqual(right);
    await rm(join(weights, ID), { recursive: true });
    const path = 'onnx/model.onnx';
    const other = new Uint8Array(servedModel.files.get(path)!);
    other[5] = (other[5] ?? 0) ^ 1;
    const files = new Map([...servedModel.files, [path, other]]);
    const changed = await startHubServer([{ ...servedModel, files }]);
    const again = new ModelFetches(parts(weights, changed.url));
    await expect(again.plan(ID, 'q8', new AbortController().signal)).rejects.toMatchObject({
      code: 'hub_differs',
    });
    await changed.close();
  });
});

describe('who may', () => {
  test('nobody where it is off', async () => {
    await start('off');
    expect((await companion.ask('/models/')).headers['x-parley-fetch']).toBe('no');
    expect(codeOf(await begin())).toBe('fetch_off');
  });

  test.each([
    ['on', 'fetch_forbidden'],
    ['ask', 'fetch_forbidden'],
  ] as const)(
    '%s: another machine without a key may not begin one, but joins',
    async (mode, code) => {
      await start(mode);
      const elsewhere = { 'x-forwarded-for': '192.168.7.9' };
      expect(
        (await companion.ask('/models/', { headers: elsewhere })).headers['x-parley-fetch'],
      ).toBe('no');
      expect(codeOf(await begin(elsewhere))).toBe(code);
      hub.bytesPerSecond = 300_000;
      expect((await begin()).status).toBe(202);
      expect((await begin(elsewhere)).status).toBe(202);
      hub.bytesPerSecond = 0;
    },
  );

  test('no page of another site', async () => {
    await start();
    const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    expect(codeOf(await begin(foreign))).toBe('origin_forbidden');
    expect((await companion.ask('/models/nothing/config.json')).status).toBe(404);
    expect((await companion.ask('/api/models/..%2f..%2fetc?variant=q8')).status).toBe(404);
    expect(hub.requests).toEqual([]);
  });
});

test('a mirror of the hub and a proxy are honoured', async () => {
  expect(hubAddress({})).toBe('https://huggingface.co');
  expect(hubAddress({ HF_ENDPOINT: 'https://hf-mirror.example/' })).toBe(
    'https://hf-mirror.example',
  );
  let tunnels = 0;
  const proxy = createServer();
  proxy.on('connect', ({ url = '' }, socket, head) => {
    tunnels++;
    const [host, port] = url.split(':');
    const there = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      there.write(head);
      there.pipe(socket);
      socket.pipe(there);
    });
    there.on('error', () => socket.destroy());
    socket.on('error', () => there.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as AddressInfo;
  const env = { HTTP_PROXY: `http://127.0.0.1:${port}`, HTTPS_PROXY: `http://127.0.0.1:${port}` };
  await start('on', { env });
  await gets(await browser());
  expect(tunnels).toBeGreaterThan(0);
  proxy.closeAllConnections();
  await new Promise((resolve) => proxy.close(resolve));
});
