import { chromium, expect, test, type BrowserContext } from '@playwright/test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromiumPath } from '../../scripts/chromium-path.ts';
import { buildStorePage } from '../fakes/build-store-page.ts';
import {
  sha256Of,
  startHubServer,
  syntheticBytes,
  type HubServer,
  type ServedModel,
} from '../fakes/hub-server.ts';
import { killAndFinish } from '../fakes/kill-run.ts';
import type {} from '../fakes/store-page/store-page.ts';

/** The whole ordeal: 100 kills of 200 MB in 16 MiB chunks. The short one is its little sister. */
const full = process.env['PARLEY_LONG'] !== undefined;
const MB = 1_000_000;
const plan = full
  ? { kills: 100, sizeBytes: 200 * MB, chunk: 16 * 1024 * 1024, rate: 1.2 * MB, longestMs: 1800 }
  : { kills: 10, sizeBytes: 40 * MB, chunk: 4 * 1024 * 1024, rate: 1.5 * MB, longestMs: 900 };

const ID = 'synthetic';
let site: string;
let profile: string;
let hub: HubServer;
let context: BrowserContext | undefined;

function model(sizeBytes: number): ServedModel {
  return {
    id: ID,
    repository: 'tests/synthetic',
    files: new Map([
      ['config.json', new TextEncoder().encode('{"made":"for tests"}')],
      ['empty.txt', new Uint8Array()],
      ['onnx/model.onnx', syntheticBytes(Math.round(sizeBytes * 0.05), 1)],
      ['onnx/model.onnx_data', syntheticBytes(Math.round(sizeBytes * 0.95), 2)],
    ]),
  };
}

const openProfile = async () => {
  const executablePath = chromiumPath();
  context = await chromium.launchPersistentContext(profile, {
    ...(executablePath ? { executablePath } : {}),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  return context;
};

test.beforeAll(async () => {
  site = await buildStorePage();
});
test.afterAll(() => rm(site, { recursive: true, force: true }));
test.beforeEach(async () => {
  profile = await mkdtemp(join(tmpdir(), 'parley-profile-'));
});
test.afterEach(async () => {
  await context?.close().catch(() => undefined);
  await hub.close();
  await rm(profile, { recursive: true, force: true, maxRetries: 5 });
});

const hashesOf = (served: ServedModel) =>
  Object.fromEntries([...served.files].map(([path, bytes]) => [path, sha256Of(bytes)]));

test(`a tab killed ${plan.kills} times ends with the right bytes`, async () => {
  test.setTimeout(full ? 1_200_000 : 120_000);
  const served = model(plan.sizeBytes);
  hub = await startHubServer([served], site);
  hub.bytesPerSecond = plan.rate;
  const { page, lostBytes, kinds } = await killAndFinish({
    ...plan,
    seed: 20261120,
    open: openProfile,
    url: `${hub.url}/?get&chunk=${plan.chunk}`,
    hub,
  });
  await page.evaluate(
    (id) => window.page?.store.get(id, 'q8', {}, new AbortController().signal),
    ID,
  );
  await expect
    .poll(() => page.evaluate(() => window.page?.state()), { timeout: 60_000 })
    .toBe('ready');
  expect(await page.evaluate(() => window.page?.hashes())).toEqual(hashesOf(served));
  expect(Math.max(...lostBytes)).toBeLessThanOrEqual(plan.chunk);
  const total = [...served.files.values()].reduce((sum, bytes) => sum + bytes.length, 0);
  test.info().annotations.push({
    type: 'figures',
    description: JSON.stringify({
      kills: plan.kills,
      kinds,
      totalMb: total / MB,
      sentMb: hub.sentBytes() / MB,
      worstLossMb: Math.max(...lostBytes) / MB,
      meanLossMb: lostBytes.reduce((a, b) => a + b, 0) / lostBytes.length / MB,
    }),
  });
});

test('two tabs: one fetches, the other sees it, and takes over when the first is killed', async () => {
  const served = model(12 * MB);
  hub = await startHubServer([served], site);
  hub.bytesPerSecond = 0.7 * MB;
  const { newPage } = await openProfile().then((opened) => ({ newPage: () => opened.newPage() }));
  const url = `${hub.url}/?chunk=${1024 * 1024}`;
  const first = await newPage();
  await first.goto(url);
  const second = await newPage();
  await second.goto(url);
  await second.waitForFunction(() => window.page !== undefined);
  await second.evaluate(
    (id) => window.page?.store.get(id, 'q8', {}, new AbortController().signal),
    ID,
  );
  await second.waitForFunction(() => (window.page?.store.statuses()[0]?.doneBytes ?? 0) > 2e6);
  const before = hub.requests.length;
  await Promise.race([
    (await first.context().newCDPSession(first)).send('Page.crash').catch(() => undefined),
    first.waitForEvent('crash'),
  ]);
  await first.close();
  await expect.poll(() => hub.requests.length, { timeout: 20_000 }).toBeGreaterThan(before);
  hub.bytesPerSecond = 0;
  await expect
    .poll(() => second.evaluate(() => window.page?.state()), { timeout: 20_000 })
    .toBe('ready');
  expect(await second.evaluate(() => window.page?.hashes())).toEqual(hashesOf(served));
});

test('a small quota stops it with what to do, and more room lets it finish', async () => {
  const served = model(30 * MB);
  hub = await startHubServer([served], site);
  const page = await (await openProfile()).newPage();
  const devtools = await page.context().newCDPSession(page);
  const quota = (quotaSize: number) =>
    devtools.send('Storage.overrideQuotaForOrigin', { origin: hub.url, quotaSize });
  const visit = async () => {
    await page.goto(`${hub.url}/?chunk=${1024 * 1024}`);
    await page.waitForFunction(() => window.page !== undefined);
  };
  const get = () =>
    page.evaluate(async (id) => {
      const store = window.page!.store;
      const signal = new AbortController().signal;
      try {
        await store.get(id, 'q8', {}, signal);
        await store.whenReady(id, signal);
        return 'ready';
      } catch (error) {
        return (error as { code?: string }).code ?? String(error);
      }
    }, ID);
  await quota(20 * MB);
  await visit();
  expect(await get()).toBe('model-disk-full');
  expect(await page.evaluate(() => window.page?.state())).toBe('paused');
  expect(await page.evaluate(() => window.page?.store.stored.ready())).toEqual([]);
  const sent = hub.sentBytes();
  const kept = await page.evaluate(() => window.page!.stored());
  expect(kept).toBeGreaterThan(0);

  await quota(200 * MB);
  await visit();
  expect(await get()).toBe('ready');
  expect(await page.evaluate(() => window.page?.hashes())).toEqual(hashesOf(served));
  const total = [...served.files.values()].reduce((sum, bytes) => sum + bytes.length, 0);
  expect(hub.sentBytes() - sent).toBe(total - kept);
});

test('damage is found and exactly mended; deleting frees the space', async () => {
  const served = model(20 * MB);
  hub = await startHubServer([served], site);
  const page = await (await openProfile()).newPage();
  await page.goto(`${hub.url}/?get&chunk=${1024 * 1024}`);
  await expect.poll(() => page.evaluate(() => window.page?.state())).toBe('ready');
  const used = await page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);
  expect(used).toBeGreaterThan(20 * MB);
  const bad = await page.evaluate(async (id) => {
    await window.page?.corrupt('onnx/model.onnx_data', 3, 0);
    return window.page?.store.verify(id, new AbortController().signal);
  }, ID);
  expect(bad).toMatchObject({ badChunks: 1 });
  expect(await page.evaluate(() => window.page?.state())).toBe('damaged');
  const before = hub.requests.length;
  await page.evaluate(
    (id) => window.page?.store.get(id, 'q8', {}, new AbortController().signal),
    ID,
  );
  await expect.poll(() => page.evaluate(() => window.page?.state())).toBe('ready');
  expect(hub.requests.slice(before).map(({ path, from }) => [path, from])).toEqual([
    ['onnx/model.onnx_data', 3 * 1024 * 1024],
  ]);
  expect(await page.evaluate(() => window.page?.hashes())).toEqual(hashesOf(served));
  await page.evaluate((id) => window.page?.store.remove(id), ID);
  const devtools = await page.context().newCDPSession(page);
  await expect
    .poll(async () => {
      // Chromium keeps a deleted file while a Blob of it waits for the garbage collector.
      await devtools.send('HeapProfiler.collectGarbage');
      return page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);
    })
    .toBeLessThan(3 * MB);
});
