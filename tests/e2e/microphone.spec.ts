import { expect, test, type Page } from '@playwright/test';
import { chromiumPath } from '../../scripts/chromium-path.ts';
import { openStudio, speak } from './support/sound-studio.ts';

async function getListening(page: Page): Promise<void> {
  await page.goto('/#/lesson/first-words');
  await page.getByRole('button', { name: /^Get it/ }).click();
  await expect(page.getByText('Parley can understand you')).toBeVisible({ timeout: 60_000 });
}

/** Chromium with other flags than the rest of the suite. */
const launch = { executablePath: chromiumPath() ?? '/usr/bin/chromium' };
const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

const status = (page: Page) => page.locator('.voice-state');

test('a denied microphone gives a sentence and the keyboard', async ({ playwright, baseURL }) => {
  // A device that exists, and a person who says no.
  const args = [...sandbox, '--use-fake-device-for-media-stream', '--deny-permission-prompts'];
  const browser = await playwright.chromium.launch({ ...launch, args });
  const page = await browser.newPage({ baseURL });
  await getListening(page);
  await page.getByRole('button', { name: 'Start the lesson' }).click();
  await expect(page.getByText('The browser does not let Parley use the microphone.')).toBeVisible({
    timeout: 20_000,
  });
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.locator('[data-answer]').fill('Paris');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-verdict="right"]')).toBeVisible();
  await browser.close();
});

test(
  'a microphone that is pulled out in the middle of a turn is taken up again',
  { tag: '@spoken' },
  async ({ page }) => {
    test.setTimeout(120_000);
    await openStudio(page);
    await getListening(page);
    await page.getByRole('button', { name: 'Start the lesson' }).click();
    await expect(status(page)).toContainText('Listening', { timeout: 40_000 });
    const speaking = speak(page, 'first-words/capital-paris.wav');
    await page.waitForTimeout(500);
    await page.evaluate(() => window.studio.unplug());
    await expect(page.getByText('The microphone is gone')).toBeVisible();
    await speaking;
    await page.evaluate(() => window.studio.plugIn());
    await expect(page.getByText('The microphone is gone')).toHaveCount(0, { timeout: 10_000 });
    await speak(page, 'first-words/capital-paris.wav');
    await expect(page.locator('[data-verdict="right"]')).toBeVisible({ timeout: 20_000 });
  },
);

test(
  'without a gesture the tutor waits in writing, and speaks after the first press',
  { tag: '@spoken' },
  async ({ playwright, baseURL }) => {
    const args = [...sandbox, '--autoplay-policy=document-user-activation-required'];
    const browser = await playwright.chromium.launch({ ...launch, args });
    const page = await browser.newPage({ baseURL });
    // Whatever a test asks of a page counts as a gesture, so the page itself presses, and remembers.
    await page.addInitScript(() => {
      const pressing = setInterval(() => {
        const buttons = [...document.querySelectorAll('button')];
        const start = buttons.find(({ textContent }) => textContent?.trim() === 'Start the lesson');
        if (!start) return;
        clearInterval(pressing);
        start.click();
        setInterval(() => {
          const seen = document.querySelector('main')?.innerText ?? '';
          if (seen.includes('keeps sound off')) Object.assign(window, { seen });
        }, 100);
      }, 100);
    });
    await page.goto('/#/lesson/first-words');
    await page.waitForTimeout(8_000);
    const seen = await page.evaluate(() => (window as { seen?: string }).seen);
    expect(seen).toContain('The browser keeps sound off until you press something.');
    await page.getByRole('button', { name: 'Repeat' }).click();
    await expect(status(page)).toContainText('The tutor is speaking', { timeout: 20_000 });
    await browser.close();
  },
);

test('hold to speak', { tag: '@spoken' }, async ({ page }) => {
  test.setTimeout(120_000);
  await openStudio(page);
  await getListening(page);
  await page.goto('/#/settings');
  await page.getByText('Hold', { exact: true }).click();
  await page.goto('/#/lesson/first-words');
  await page.getByRole('button', { name: 'Start the lesson' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByText('What is the capital of France?')).toBeVisible();
  await page.keyboard.down(' ');
  await expect(status(page)).toContainText('Listening', { timeout: 20_000 });
  await speak(page, 'first-words/capital-paris.wav');
  await page.keyboard.up(' ');
  await expect(page.locator('[data-verdict="right"]')).toBeVisible({ timeout: 20_000 });
});
