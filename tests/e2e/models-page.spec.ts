import { expect, test } from '@playwright/test';
import { startCompanion } from './support/companion.ts';

test('a model fetched on the models page listens in a lesson, until it is deleted', async ({
  page,
}) => {
  test.setTimeout(90_000);
  await page.goto('/#/models');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Models');
  const row = page.getByRole('listitem').filter({ hasText: 'Tiny Whisper' });
  await row.getByRole('button', { name: /^Get/ }).click();
  await expect(row).toContainText('Ready', { timeout: 30_000 });

  await page.goto('/#/lesson/first-words');
  await expect(page.getByText('Parley can understand you')).toBeVisible({ timeout: 30_000 });

  await page.goto('/#/models');
  await row.getByRole('button', { name: /^More about/ }).click();
  await row.getByRole('button', { name: 'Delete' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Delete/ })
    .click();
  await expect(row.getByRole('button', { name: /^Get/ })).toBeVisible();
  await page.goto('/#/lesson/first-words');
  await expect(page.getByRole('button', { name: /^Get it/ })).toBeVisible({ timeout: 30_000 });
});

test('each row says how fast it would be here, one is best, and what nobody has is not offered', async ({
  page,
}) => {
  test.setTimeout(120_000);
  await page.goto('/#/models');
  const row = (name: string) => page.getByRole('listitem').filter({ hasText: name });
  await expect(row('Tiny Whisper')).toContainText(
    /hears 3 seconds in about [\d.]+ s \(predicted\)/,
    {
      timeout: 90_000,
    },
  );
  for (const [name, width, height] of [
    ['phone', 390, 844],
    ['desktop', 1280, 800],
  ] as const) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({
        path: `test-results/models-${name}-${colorScheme}.png`,
        fullPage: true,
      });
      const tooWide = await page.evaluate(
        () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
      );
      expect(tooWide).toBe(false);
    }
  }

  for (const more of await page.getByText(/more models?$/).all()) await more.click();
  await expect(row('SmolLM2 135M').first()).toContainText(/words a second \(predicted\)/);
  await expect(row('Kokoro').first()).toContainText(/first sound after about [\d.]+ s/);
  // One of each job, in a browser of one language.
  for (const section of await page.getByRole('region').all()) {
    expect(
      await section.getByText(/^(Best here|Likely best here|To try out)$/).count(),
    ).toBeLessThanOrEqual(1);
  }
  // What nobody of us has run says so; what teaches mistakes says that, too.
  await expect(row('LFM2.5 350M')).toContainText('Not tried by us yet');
  await expect(row('Moonshine Tiny').first()).not.toContainText('Not tried by us');
  await expect(row('Tiny Whisper').first()).not.toContainText('Not tried by us');
  await expect(row('SmolLM2 135M').first()).toContainText('Very small: it makes mistakes.');
  await expect(row('Qwen3 0.6B').first()).not.toContainText('it makes mistakes');
  // The companion of this test has tiny models only, and the page's policy walls the hub off.
  const moonshine = row('Moonshine Tiny').first();
  await expect(moonshine.getByRole('button', { name: /^Get/ })).toHaveCount(0);
  await expect(moonshine.getByRole('button', { name: 'Out of reach' })).toHaveAccessibleDescription(
    /npm run models:pull -- moonshine-tiny/,
  );
  await expect(row('Tiny Whisper').getByRole('button', { name: /^Get/ })).toBeVisible();
  await expect(page.getByText('this page may not ask the public hub')).toBeVisible();
});

test('what comes with Parley is best here; it was heard by us', async ({ page }) => {
  test.setTimeout(120_000);
  const port = Number(process.env['E2E_PORT'] ?? 3199) + 12;
  const companion = await startCompanion(port, [], { env: { BUNDLED_MODELS: 'on' } });
  try {
    await page.goto(`${companion.origin}/#/models`);
    for (const name of ['Moonshine Tiny', 'Piper Joe']) {
      const row = page.getByRole('listitem').filter({ hasText: name }).first();
      await expect(row).toContainText('predicted', { timeout: 90_000 });
      await expect(row.getByText('Best here', { exact: true })).toBeVisible();
      await expect(row).not.toContainText('Not tried by us');
      await expect(row.getByRole('button', { name: /^Get/ })).toBeVisible();
    }
  } finally {
    await companion.kill();
  }
});
