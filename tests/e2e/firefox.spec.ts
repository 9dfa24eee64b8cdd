import { expect, test, type Browser, type Page } from '@playwright/test';
import { rm } from 'node:fs/promises';
import { FIREFOX_MISSING, firefoxPath } from '../../scripts/firefox-path.ts';
import { buildStorePage } from '../fakes/build-store-page.ts';
import { startSyntheticHub, type HubServer } from '../fakes/hub-server.ts';
import { startFirefox } from './support/firefox.ts';
import { sampleLessons } from './support/sample-lessons.ts';
import { startNullSink, type NullSink } from './support/null-sink.ts';
import { openStudio, speak } from './support/sound-studio.ts';
import { typeThrough } from './support/typed-lesson.ts';

/* The paths that differ most between browsers, in the Firefox of this machine. */

const found = firefoxPath();
if (!found && !process.env['CI']) console.log(FIREFOX_MISSING);

const first = sampleLessons().find(({ id }) => id === 'first-words')!;
const status = (page: Page) => page.locator('.voice-state');
const right = (page: Page) => page.locator('[data-verdict="right"]');

test.describe('in Firefox', { tag: '@spoken' }, () => {
  // A machine that tests for everybody has to have it: .ci/run installs it.
  test.skip(!found && !process.env['CI'], FIREFOX_MISSING);
  test.setTimeout(120_000);
  let browser: Browser;
  let sink: NullSink | null;
  let hub: HubServer;
  let site: string;

  test.beforeAll(async () => {
    site = await buildStorePage('models');
    sink = await startNullSink();
    browser = await startFirefox({}, sink?.env);
  });
  test.afterAll(async () => {
    await browser?.close();
    await sink?.close();
    await rm(site, { recursive: true, force: true });
  });
  test.beforeEach(async () => {
    hub = await startSyntheticHub(site);
  });
  test.afterEach(() => hub.close());

  async function open(baseURL: string | undefined, from: Browser = browser): Promise<Page> {
    const context = await from.newContext({ locale: 'en', baseURL: baseURL ?? '' });
    return context.newPage();
  }

  /** Gets 12 MB; with the page loaded anew in the middle. */
  async function getWithReload(page: Page): Promise<void> {
    await page.goto(`${hub.url}/models.html`);
    hub.bytesPerSecond = 400_000;
    await page.getByRole('button', { name: 'Get Synthetic' }).click();
    await page.getByRole('button', { name: 'Get it now' }).click();
    await expect(page.getByText(/[1-9][\d.]* [kM]B of 12 MB/)).toBeVisible();
    await page.reload();
    hub.bytesPerSecond = 0;
    const goOn = page.getByRole('button', { name: 'Continue Synthetic' });
    const ready = page.getByText('Ready', { exact: true });
    // What the page before had begun to write may still arrive, and end it without a press.
    await expect(async () => {
      if (await goOn.isVisible()) await goOn.click({ timeout: 1_000 });
      await expect(ready).toBeVisible({ timeout: 10_000 });
    }).toPass({ timeout: 40_000 });
    await expect(page.getByText('12 MB used')).toBeVisible();
  }

  test('the first lesson by keyboard, to its end', async ({ baseURL }) => {
    const page = await open(baseURL);
    await page.goto('/#/lesson/first-words');
    await page.getByText('By keyboard', { exact: true }).click();
    await page.getByRole('button', { name: 'Start the lesson' }).click();
    await typeThrough(page, first);
    await expect(page).toHaveTitle(`${first.title}: finished · Parley`);
    await page.context().close();
  });

  test('the first lesson by voice: what is said is understood', async ({ baseURL }) => {
    test.skip(!sink && !process.env['CI'], 'without PulseAudio no sound runs in Firefox here');
    const page = await open(baseURL);
    await openStudio(page);
    await page.goto('/#/lesson/first-words');
    await page.getByRole('button', { name: /^Get it/ }).click();
    await expect(page.getByText('Parley can understand you on this device')).toBeVisible({
      timeout: 60_000,
    });
    await page.getByRole('button', { name: 'Start the lesson' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
    for (const said of ['capital-paris', 'sky']) {
      await expect(status(page)).toContainText('Listening', { timeout: 45_000 });
      // Said again where a machine under load lost it, as a person would.
      await expect(async () => {
        await speak(page, `first-words/${said}.wav`);
        await expect(right(page)).toBeVisible({ timeout: 8_000 });
      }).toPass({ timeout: 40_000 });
      await expect(right(page)).toHaveCount(0, { timeout: 20_000 });
    }
    await page.context().close();
  });

  test('a model, with a reload in the middle', async ({ baseURL }) => {
    const page = await open(baseURL);
    await getWithReload(page);
    await page.context().close();
  });

  test('a private window: a lesson, and a model', async ({ baseURL }) => {
    const privately = await startFirefox({ 'browser.privatebrowsing.autostart': true });
    try {
      const page = await open(baseURL, privately);
      await getWithReload(page);
      await page.goto('/#/lesson/first-words');
      await page.getByText('By keyboard', { exact: true }).click();
      await page.getByRole('button', { name: 'Start the lesson' }).click();
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.locator('[data-answer]').fill('Paris');
      await page.keyboard.press('Enter');
      await expect(right(page)).toBeVisible();
    } finally {
      await privately.close();
    }
  });
});
