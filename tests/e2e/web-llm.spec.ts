import { expect, test, type Page } from '@playwright/test';
import { rm } from 'node:fs/promises';
import { chromium, type Browser } from '@playwright/test';
import { securityHeaders } from '../../server/security/headers.ts';
import { chromiumPath } from '../../scripts/chromium-path.ts';
import type { ModelEntry } from '../../src/contracts/catalog.ts';
import { buildStorePage } from '../fakes/build-store-page.ts';
import { startHubServer, syntheticBytes, type HubServer } from '../fakes/hub-server.ts';
import type {} from '../fakes/store-page/web-llm-page.ts';

/**
 * The compiled engine, its worker and its way to the store in a real browser, as far as they go
 * without a compiled library for a real model: those cannot be had here. The graphics chip is
 * simulated in software, or absent.
 */

const text = (value: unknown) =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

/** A module that is valid and wants something that no version of the library offers. */
const STRANGE_LIBRARY = Uint8Array.from([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  // Type 0 takes and gives nothing; the import is `env.b` of that type.
  ...[1, 4, 1, 0x60, 0, 0],
  ...[2, 9, 1, 3, 0x65, 0x6e, 0x76, 1, 0x62, 0, 0],
]);

const SHARD_BYTES = 65_536;
const files = {
  'mlc-chat-config.json': text({ tokenizer_files: ['tokenizer.json'], context_window_size: 4096 }),
  'tensor-cache.json': text({
    metadata: {},
    records: [0, 1].map((index) => ({
      dataPath: `params_shard_${index}.bin`,
      format: 'raw-shard',
      nbytes: SHARD_BYTES,
      records: [],
    })),
  }),
  'params_shard_0.bin': syntheticBytes(SHARD_BYTES, 1),
  'params_shard_1.bin': syntheticBytes(SHARD_BYTES, 2),
  'tokenizer.json': text({ version: '1.0' }),
  'library.wasm': STRANGE_LIBRARY,
};

function entryOf(id: string, more: Partial<ModelEntry['variants'][number]> = {}): ModelEntry {
  return {
    id,
    job: 'chat',
    family: 'qwen3',
    engine: 'web-llm',
    name: 'Stand-in',
    source: { repository: `tests/${id}`, revision: 'main' },
    files: [
      { path: 'mlc-chat-config.json', role: 'config' },
      { path: 'tensor-cache.json', role: 'config' },
      { path: 'params_shard_*.bin', role: 'weights' },
      { path: 'tokenizer.json', role: 'tokenizer' },
      { path: 'library.wasm', url: `https://libraries.example/${id}.wasm`, role: 'library' },
    ],
    variants: [{ name: 'webgpu', dtype: 'q4f32_1', devices: ['webgpu'], ...more }],
    languages: [],
    tier: 'tiny',
    contextTokens: 4096,
    licence: { name: 'Apache-2.0' },
  };
}

const strict = entryOf('strict');
const catalog = [
  ...['whole', 'no-shard', 'short-shard', 'garbage', 'no-library'].map((id) => entryOf(id)),
  {
    ...strict,
    files: strict.files.map((file) =>
      file.role === 'library'
        ? { ...file, sha256: '0'.repeat(64), sizeBytes: STRANGE_LIBRARY.length }
        : file,
    ),
  },
];

const served = (id: string, changes: Record<string, Uint8Array | undefined> = {}) => ({
  id,
  repository: `tests/${id}`,
  files: new Map(
    Object.entries({ ...files, ...changes }).flatMap(([path, bytes]) =>
      bytes ? [[path, new Uint8Array(bytes)] as const] : [],
    ),
  ),
});

let site: string;
let hub: HubServer;
const browsers: Browser[] = [];

test.beforeAll(async () => {
  site = await buildStorePage('web-llm');
  hub = await startHubServer(
    [
      served('whole'),
      served('no-shard', { 'params_shard_1.bin': undefined }),
      served('short-shard', { 'params_shard_1.bin': syntheticBytes(100, 2) }),
      served('strict'),
      served('garbage', { 'library.wasm': syntheticBytes(1000, 3) }),
      served('no-library', { 'library.wasm': undefined }),
    ],
    site,
  );
});
test.afterAll(async () => {
  for (const browser of browsers) await browser.close();
  await hub.close();
  await rm(site, { recursive: true, force: true });
});

/** A page whose every file comes with the companion's own headers; all that it asks for is noted. */
async function open(graphics: 'simulated' | 'none'): Promise<{ page: Page; asked: string[] }> {
  const browser = await chromium.launch({
    executablePath: chromiumPath() ?? '',
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...(graphics === 'simulated' ? ['--enable-unsafe-webgpu'] : []),
    ],
  });
  browsers.push(browser);
  const context = await browser.newContext();
  const asked: string[] = [];
  const headers = securityHeaders({ connectOrigins: [] });
  await context.route('**/*', async (route) => {
    const { origin } = new URL(route.request().url());
    asked.push(route.request().url());
    if (origin !== hub.url) return route.abort();
    const response = await route.fetch();
    return route.fulfill({ response, headers: { ...response.headers(), ...headers } });
  });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) asked.push(message.text());
  });
  await page.goto(`${hub.url}/web-llm.html`);
  await page.waitForFunction(() => window.webLlm !== undefined);
  await page.evaluate((models) => window.webLlm!.open(models), catalog);
  return { page, asked };
}

const get = (page: Page, { id }: ModelEntry) =>
  page.evaluate((model) => window.webLlm!.get(model), id);
const load = (page: Page, entry: ModelEntry, device?: 'webgpu') =>
  page.evaluate(([model, where]) => window.webLlm!.load(model, where), [entry, device] as const);

test('without a graphics chip it says so, and what else can be done', async () => {
  const { page } = await open('none');
  const entry = entryOf('whole');
  expect((await get(page, entry)).code).toBe('');
  for (const device of ['webgpu', undefined] as const) {
    expect(await load(page, entry, device)).toMatchObject({ code: 'gpu-missing', cause: '' });
  }
});

test.describe('with a simulated graphics chip', () => {
  let page: Page;
  let asked: string[];
  test.beforeAll(async () => {
    ({ page, asked } = await open('simulated'));
  });

  test('it is only used when it is asked for', async () => {
    const entry = entryOf('whole');
    expect((await get(page, entry)).code).toBe('');
    expect(await load(page, entry)).toMatchObject({ code: 'gpu-missing', cause: '' });
  });

  test('half precision is refused before a byte of weights is read', async () => {
    const entry = entryOf('whole', { features: ['shader-f16'] });
    const { code, message, progress } = await load(page, entry, 'webgpu');
    expect(code).toBe('gpu-feature-missing');
    expect(message).toContain('shader-f16');
    expect(progress).toEqual([]);
  });

  test('a library of another version is told apart from broken weights', async () => {
    const { code, cause, progress } = await load(page, entryOf('whole'), 'webgpu');
    expect(code).toBe('library-mismatch');
    // What the browser itself said: the engine ran up to linking.
    expect(cause).toContain('LinkError');
    const last = progress.at(-1);
    expect(last?.loadedBytes).toBe(files['mlc-chat-config.json'].length + STRANGE_LIBRARY.length);
    expect(last?.totalBytes).toBeGreaterThan(2 * SHARD_BYTES);
  });

  test('a library that is none', async () => {
    const entry = entryOf('garbage');
    expect((await get(page, entry)).code).toBe('');
    expect(await load(page, entry, 'webgpu')).toMatchObject({ code: 'library-mismatch' });
  });

  test('a piece of the weights that the source never had, or had in another length', async () => {
    for (const id of ['no-shard', 'short-shard']) {
      const entry = entryOf(id);
      expect(await get(page, entry)).toMatchObject({ code: '', message: '' });
      expect(await load(page, entry, 'webgpu')).toMatchObject({ code: 'model-incomplete' });
    }
  });

  test('a wrong byte never reaches the engine', async () => {
    expect((await get(page, strict)).code).not.toBe('');
    expect(await load(page, strict, 'webgpu')).toMatchObject({ code: 'model-not-ready' });
  });

  test('a library that cannot be reached leaves the model unready, and it says so', async () => {
    const entry = entryOf('no-library');
    expect((await get(page, entry)).code).not.toBe('');
    expect(await load(page, entry, 'webgpu')).toMatchObject({ code: 'model-not-ready' });
  });

  test('nothing was asked of another machine, and no rule of the page was broken', () => {
    expect(asked.filter((url) => !url.startsWith(hub.url))).toEqual([]);
  });

  test('the engine keeps no second copy', async () => {
    expect(await page.evaluate(() => caches.keys())).toEqual([]);
  });
});
