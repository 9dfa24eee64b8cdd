import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { rm } from 'node:fs/promises';
import { buildStorePage } from '../fakes/build-store-page.ts';
import { startSyntheticHub, type HubServer } from '../fakes/hub-server.ts';

let site: string;
let hub: HubServer;

test.beforeAll(async () => {
  site = await buildStorePage('models');
});
test.afterAll(() => rm(site, { recursive: true, force: true }));
test.beforeEach(async () => {
  hub = await startSyntheticHub(site);
});
test.afterEach(() => hub.close());

test('a person gets, pauses, continues, checks, saves, deletes and brings back a model', async ({
  page,
}) => {
  await page.goto(`${hub.url}/models.html`);
  await expect(page.getByRole('heading', { level: 1, name: 'Models' })).toBeVisible();
  hub.bytesPerSecond = 700_000;
  await page.getByRole('button', { name: 'Get Synthetic' }).click();
  // Nobody pinned its size, so it is asked of the source and then of the person.
  await expect(page.getByText('It is 12 MB, under Apache-2.0.')).toBeVisible();
  await page.getByRole('button', { name: 'Get it now' }).click();
  const bar = page.getByRole('progressbar', { name: 'Progress of Synthetic' });
  await expect(bar).toBeVisible();
  await expect(page.getByText(/ of 12 MB/)).toBeVisible();
  await expect(page.getByText(/MB\/s · .* left|kB\/s · .* left/)).toBeVisible();
  await page.getByRole('button', { name: 'Pause Synthetic' }).click();
  await expect(page.getByText('Paused. Nothing is lost when you close the page.')).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.screenshot({ path: 'test-results/models-paused.png', fullPage: true });
  await page.reload();
  hub.bytesPerSecond = 0;
  await page.getByRole('button', { name: 'Continue Synthetic' }).click();
  await expect(page.getByText('Ready')).toBeVisible();
  await expect(page.getByText('12 MB used')).toBeVisible();

  await page.getByRole('button', { name: 'More about Synthetic' }).click();
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await expect(page.getByText('Every part of Synthetic is as it should be.')).toBeVisible();
  // Without a picker the browser downloads, as Firefox and Safari do.
  await page.evaluate(() => Reflect.deleteProperty(window, 'showSaveFilePicker'));
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as file' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('synthetic.parley-model');
  const pack = await download.path();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.screenshot({ path: 'test-results/models-ready.png', fullPage: true });

  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByRole('dialog', { name: 'Delete Synthetic?' })).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.getByRole('button', { name: 'Delete Synthetic' }).click();
  await expect(page.getByRole('button', { name: 'Get Synthetic' })).toBeVisible();

  // No network at all from here on: the file is enough.
  hub.online = false;
  await page.getByLabel('Open a model file').setInputFiles(pack);
  await expect(page.getByText('Ready')).toBeVisible();
});

test('which source is asked first is chosen, and kept', async ({ page }) => {
  await page.goto(`${hub.url}/models.html`);
  const choice = page.getByRole('group', { name: 'Ask first' });
  const publicHub = choice.getByRole('button', { name: 'The public hub' });
  await expect(publicHub).toHaveAttribute('aria-pressed', 'false');
  await publicHub.click();
  await expect(publicHub).toHaveAttribute('aria-pressed', 'true');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.reload();
  await expect(publicHub).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByText('Models come from the public hub first')).toBeVisible();
});

test('a file that is no pack says so', async ({ page }) => {
  await page.goto(`${hub.url}/models.html`);
  await page.getByLabel('Open a model file').setInputFiles({
    name: 'holiday.parley-model',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from('not a pack'),
  });
  await expect(page.getByRole('alert')).toContainText('This is not a whole model file.');
});

test('it fits a phone, in the dark, too', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(`${hub.url}/models.html`);
  await expect(page.getByRole('heading', { level: 1, name: 'Models' })).toBeVisible();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(390);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.screenshot({ path: 'test-results/models-phone.png', fullPage: true });
});
