import { expect, test } from '@playwright/test';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildStorePage } from '../fakes/build-store-page.ts';
import { startHubServer, type HubServer } from '../fakes/hub-server.ts';
import type {} from '../fakes/store-page/engines-page.ts';

const folder = join(import.meta.dirname, '../fixtures/models/tiny-whisper');
let site: string;
let hub: HubServer;

test.beforeAll(async () => {
  site = await buildStorePage('engines');
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const name of await readdir(folder, { recursive: true })) {
    const bytes = await readFile(join(folder, name)).catch(() => undefined);
    if (bytes) files.set(name, new Uint8Array(bytes));
  }
  hub = await startHubServer(
    [{ id: 'tiny-whisper', repository: 'tests/tiny-whisper', files }],
    site,
  );
});
test.afterAll(async () => {
  await hub.close();
  await rm(site, { recursive: true, force: true });
});

test('engines load everything from the store once the weights can no longer be fetched', async ({
  page,
}) => {
  await page.goto(`${hub.url}/engines.html`);
  await page.waitForFunction(
    () => window.storeEngines !== undefined || window.engineError !== undefined,
  );
  await page.evaluate(() => window.storeEngines!.get());
  const asked: string[] = [];
  // The app's own files stay reachable, as they are under its service worker; weights do not.
  await page.route('**/models/**', (route) => {
    asked.push(route.request().url());
    return route.abort();
  });
  expect(await page.evaluate(() => window.storeEngines!.onnx())).toEqual(['input_features']);
  const heard = await page.evaluate(() => window.storeEngines!.transformers(false));
  expect(typeof heard.text).toBe('string');
  expect(await page.evaluate(() => window.storeEngines!.caches('tokenizer.json'))).toBeGreaterThan(
    1000,
  );
  expect(await page.evaluate(() => window.storeEngines!.caches('params_shard_0.bin'))).toBe(-1);
  expect(asked).toEqual([]);
  // Engines keep no second copy.
  expect(await page.evaluate(() => caches.keys())).toEqual([]);
});
