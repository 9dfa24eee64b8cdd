import { expect, test, type Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';

/** The routes page on the live patch panel, beside the companion that serves the app. */
async function open(page: Page): Promise<void> {
  await page.goto('/#/routes');
  await expect(page.getByRole('heading', { level: 1, name: 'Routes' })).toBeVisible();
}

test('the page is a room, and says who does which job and why', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('link', { name: 'Routes' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Routes' })).toBeFocused();
  for (const job of ['Listening', 'Thinking', 'Speaking', 'Finding']) {
    const region = page.getByRole('region', { name: job, exact: true });
    await expect(region.locator('.socket').first()).toBeVisible();
    await expect(region.locator('.why-here')).toHaveText(/\p{L}.*\./u);
    // Every reason is a sentence; a key of the catalog has no space.
    for (const why of await region.locator('.socket .quiet').allTextContents()) {
      expect(why).not.toMatch(/^route\./);
    }
  }
  const speaking = page.getByRole('region', { name: 'Speaking', exact: true });
  await expect(speaking.locator('.socket.used')).toContainText('This device');
  const companion = page.getByRole('region', { name: 'Companion' });
  await expect(companion).toContainText(/it served this app, answers in [\d.]+ m?s/);
});

test('a mode that was chosen is there again after a reload', async ({ page }) => {
  await open(page);
  const modes = page.getByRole('group', { name: 'Where the work may be done' });
  const here = modes.getByRole('button', { name: 'This device only' });
  await here.click();
  await expect(page.getByText('Nothing is sent anywhere. What this device')).toBeVisible();
  await page.reload();
  await expect(here).toHaveAttribute('aria-pressed', 'true');
  await page.goto('/#/settings');
  await expect(page.getByText('Where the work is done')).toBeVisible();
  await expect(page.getByRole('main')).toContainText('This device only');
  await page.getByRole('main').getByRole('link', { name: 'Routes' }).click();
  await modes.getByRole('button', { name: 'Automatic' }).click();
  await page.reload();
  await expect(modes.getByRole('button', { name: 'Automatic' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
});

test('a socket chosen by hand stays chosen, until it is given back', async ({ page }) => {
  await open(page);
  const speaking = page.getByRole('region', { name: 'Speaking', exact: true });
  const ring = speaking.getByRole('button', { name: /always/ }).first();
  await ring.press('Space');
  await expect(ring).toHaveAttribute('aria-pressed', 'true');
  await expect(speaking).toContainText('Chosen by hand');
  await page.reload();
  await expect(ring).toHaveAttribute('aria-pressed', 'true');
  await speaking.getByRole('button', { name: 'Back to automatic' }).click();
  await expect(ring).toHaveAttribute('aria-pressed', 'false');
  await expect(speaking.getByRole('heading', { name: 'Speaking' })).toBeFocused();
});

test('other lessons may allow more: then the companion has sockets too', async ({ page }) => {
  await open(page);
  const thinking = page.getByRole('region', { name: 'Thinking', exact: true });
  await expect(thinking.getByRole('button', { name: /always/ })).toHaveCount(0);
  await page
    .getByRole('group', { name: 'In a lesson that allows' })
    .getByRole('button', { name: 'Cloud' })
    .click();
  await expect(thinking.locator('.socket.used')).toHaveCount(1, { timeout: 15_000 });
});

test('measuring can be stopped, and tells its figures when it is done', async ({ page }) => {
  test.setTimeout(120_000);
  await open(page);
  const measure = page.getByRole('button', { name: /^Measure/ });
  await measure.click();
  const bar = page.getByRole('progressbar', { name: 'Measuring' });
  await expect(bar).toBeVisible();
  await page.getByRole('button', { name: 'Stop measuring' }).click();
  await expect(bar).toHaveCount(0);
  await expect(page.getByRole('alert')).toHaveCount(0);
  await measure.click();
  await expect(page.getByText('Measured just now.')).toBeVisible({ timeout: 90_000 });
  const device = page.getByRole('region', { name: 'This device', exact: true });
  await device.getByText('What was measured').click();
  await expect(device.getByRole('listitem').first()).toBeVisible();
  const speaking = page.getByRole('region', { name: 'Speaking', exact: true });
  await expect(speaking.locator('.sockets')).toContainText(/\d m?s measured/);
});

test('pairing says what exactly is missing', async ({ page }) => {
  await open(page);
  await page.getByRole('button', { name: 'Pair another' }).click();
  const dialog = page.getByRole('dialog', { name: 'Pair a companion' });
  const tried = [
    ['no address at all', 'This is no address of a companion.'],
    // The page's own policy lets it reach nobody but the companion that served it.
    ['http://localhost:3999', 'does not let it talk to http://localhost:3999'],
  ];
  for (const [address = '', sentence = ''] of tried) {
    await dialog.getByLabel('Address').fill(address);
    await dialog.getByRole('button', { name: 'Pair', exact: true }).click();
    await expect(dialog.getByRole('alert')).toContainText(sentence);
  }
  await page.context().setOffline(true);
  await dialog.getByRole('button', { name: 'Pair', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('This device has no network now.');
  await page.context().setOffline(false);
  await dialog.getByLabel('Address').fill(new URL(page.url()).origin);
  await dialog.getByRole('button', { name: 'Pair', exact: true }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText('Paired.')).toBeVisible();
});

test('a key that is missing or wrong is told, beside the fields', async ({ page }) => {
  await page.route('**/api/routes', (route) =>
    route.fulfill({ status: 401, json: { error: { code: 'invalid_api_key' } } }),
  );
  await open(page);
  const companion = page.getByRole('region', { name: 'Companion' });
  await expect(companion).toContainText('It does not accept the key, or wants one.');
  await page.getByRole('button', { name: 'Pair another' }).click();
  const dialog = page.getByRole('dialog', { name: 'Pair a companion' });
  await dialog.getByLabel('Address').fill(new URL(page.url()).origin);
  await dialog.getByRole('button', { name: 'Pair', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('The companion wants a key.');
  await dialog.getByLabel('Key').fill('wrong');
  await dialog.getByRole('button', { name: 'Pair', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('The companion does not know this key.');
});

test('the decisions are saved as JSON', async ({ page }) => {
  await open(page);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save the decisions' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('parley-decisions.json');
  JSON.parse(await readFile(await download.path(), 'utf8'));
});

test('a lesson says before it begins where it will run', async ({ page }) => {
  await page.goto('/#/lesson/first-words');
  const where = page.locator('details.why').filter({ hasText: 'Everything runs on this device' });
  await where.locator('summary').click();
  await expect(where).toContainText('The lesson allows this device only.');
  await expect(where).toContainText('Speaking:');
  await expect(where).toContainText('Nothing you say is sent anywhere.');
});
