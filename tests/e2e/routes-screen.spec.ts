import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { readFile, rm } from 'node:fs/promises';
import { buildStorePage } from '../fakes/build-store-page.ts';
import type { FakePanel } from '../fakes/fake-panel.ts';
import { startHubServer, type HubServer } from '../fakes/hub-server.ts';

/** The routes screen in states that no machine can be brought into at will; routes.spec.ts is live. */
declare const window: { panel: FakePanel };

let site: string;
let hub: HubServer;

test.beforeAll(async () => {
  site = await buildStorePage('routes');
  hub = await startHubServer([], site);
});
test.afterAll(async () => {
  await hub.close();
  await rm(site, { recursive: true, force: true });
});

async function open(page: Page): Promise<void> {
  await page.goto(`${hub.url}/routes.html`);
  await expect(page.getByRole('heading', { level: 1, name: 'Routes' })).toBeVisible();
}

async function expectClean(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  const over = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(over, 'the page scrolls sideways').toBeLessThanOrEqual(0);
}

const calls = (page: Page) => page.evaluate(() => window.panel.calls);

test('on a phone sockets stand in the order in which they are tried', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page);
  const thinking = page.getByRole('region', { name: 'Thinking' });
  await expect(thinking.locator('.socket strong')).toHaveText([
    'MacBook',
    'This device',
    'School server',
    'Cloud',
  ]);
  await expect(thinking).toContainText('380 ms measured');
  await expect(thinking).toContainText('420 ms predicted');
  await expect(
    thinking.getByRole('img', { name: 'Last 8 runs: 300 ms to 610 ms, the newest 610 ms' }),
  ).toBeVisible();
});

test('on a wide page they stand in columns, and the cable ends at the one in use', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await open(page);
  const thinking = page.getByRole('region', { name: 'Thinking' });
  await expect(thinking.locator('.socket strong')).toHaveText([
    'This device',
    'MacBook',
    'School server',
    'Cloud',
  ]);
  for (const job of ['Listening', 'Thinking', 'Speaking']) {
    const region = page.getByRole('region', { name: job, exact: true });
    const cable = await region.locator('.cable').boundingBox();
    const hole = await region.locator('.used .hole').boundingBox();
    const end = (cable?.x ?? 0) + (cable?.width ?? 0);
    expect(end).toBeGreaterThan(hole?.x ?? Infinity);
    expect(end).toBeLessThan((hole?.x ?? 0) + (hole?.width ?? 0));
  }
});

test('a socket is chosen by hand, by keyboard, and given back', async ({ page }) => {
  await open(page);
  const ring = page.getByRole('button', { name: 'Thinking: always This device, Qwen3 0.6B' });
  await expect(ring).toHaveAttribute('aria-pressed', 'false');
  await ring.focus();
  await page.keyboard.press('Enter');
  await expect(ring).toHaveAttribute('aria-pressed', 'true');
  const thinking = page.getByRole('region', { name: 'Thinking' });
  await expect(thinking).toContainText('Chosen by hand');
  await thinking.getByRole('button', { name: 'Back to automatic' }).click();
  await expect(ring).toHaveAttribute('aria-pressed', 'false');
  // What the lesson walls off is nothing to press.
  await expect(page.getByRole('button', { name: /Thinking: always Cloud/ })).toHaveCount(0);
  expect(await calls(page)).toEqual([
    ['setOverride', 'chat', 'device-chat'],
    ['setOverride', 'chat', null],
  ]);
});

test('what another lesson would wall off is drawn so, and nothing to press', async ({ page }) => {
  await open(page);
  const macBook = page.getByRole('button', { name: /Thinking: always MacBook/ });
  await expect(macBook).toHaveCount(1);
  const lessons = page.getByRole('group', { name: 'In a lesson that allows' });
  await lessons.getByRole('button', { name: 'This device only' }).click();
  await expect(macBook).toHaveCount(0);
  await expect(page.getByRole('region', { name: 'Thinking' })).toContainText(
    'Not allowed by this lesson: nothing leaves this device.',
  );
});

test('measuring shows how far it is, and stops when told to', async ({ page }) => {
  await open(page);
  await page.getByRole('button', { name: 'Measure again' }).click();
  await page.evaluate(() => window.panel.advance(0.42));
  const bar = page.getByRole('progressbar', { name: 'Measuring' });
  await expect(bar).toHaveAttribute('aria-valuenow', '42');
  await expectClean(page);
  await page.getByRole('button', { name: 'Stop measuring' }).click();
  await expect(bar).toHaveCount(0);
  await page.getByRole('button', { name: 'Measure again' }).click();
  await page.evaluate(() => window.panel.advance(1));
  await expect(page.getByText('Measured just now.')).toBeVisible();
});

test('pairing says beside the fields what is missing, and closes when it is done', async ({
  page,
}) => {
  await open(page);
  await page.getByRole('button', { name: 'Pair another' }).click();
  const dialog = page.getByRole('dialog', { name: 'Pair a companion' });
  await expect(
    dialog.getByRole('img', { name: 'QR code of https://parley.home:3100' }),
  ).toBeVisible();
  await dialog.getByLabel('Address').fill('nobody.example');
  await dialog.getByRole('button', { name: 'Pair', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('It does not answer.');
  await expect(dialog.getByLabel('Address')).toHaveValue('nobody.example');
  await expectClean(page);
  await dialog.getByLabel('Address').fill('pair.example');
  await dialog.getByLabel('Key').fill('secret');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText('pair.example, paired')).toBeVisible();
  await page.getByRole('button', { name: 'Disconnect' }).click();
  await expect(page.getByText('localhost:3100, it served this app')).toBeVisible();
  await page.getByRole('button', { name: 'Pair another' }).click();
  await expect(dialog).toContainText('good on this computer only');
  expect(await calls(page)).toEqual([
    ['pair', 'nobody.example', null],
    ['pair', 'pair.example', 'secret'],
    ['pair', null, null],
  ]);
});

test('all figures of a job stand in a table; what is not used says why', async ({ page }) => {
  await open(page);
  const thinking = page.getByRole('region', { name: 'Thinking' });
  await thinking.getByText('All figures').click();
  await expect(thinking.getByRole('row', { name: /Qwen3 0.6B/ })).toContainText(
    '610 ms · 18 tokens a second',
  );
  await expect(thinking.getByText('One more that is not used')).toBeVisible();
  await expect(thinking.getByRole('link', { name: 'Get a model' })).toBeVisible();
  await expectClean(page);
});

test('the decisions are saved as a file', async ({ page }) => {
  await open(page);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save the decisions' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('parley-decisions.json');
  expect(JSON.parse(await readFile(await download.path(), 'utf8'))).toEqual([]);
});

for (const [name, options] of Object.entries({
  'a phone, in the dark': { width: 390, height: 844, colorScheme: 'dark' },
  'a narrow phone': { width: 320, height: 640, colorScheme: 'light' },
  'a wide page': { width: 1280, height: 800, colorScheme: 'light' },
  'a wide page, in the dark': { width: 1280, height: 800, colorScheme: 'dark' },
} as const)) {
  test(`it fits ${name}`, async ({ page }) => {
    const { colorScheme, ...size } = options;
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await open(page);
    // A control half under the sticky bar trips target-size at that one scroll position.
    await page.addStyleTag({ content: '.rooms { position: static !important }' });
    await expectClean(page);
  });
}

test('with forced colours rings and cables keep their shapes', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await open(page);
  const seen = await page.locator('.used .hole, .cable, .hole').evaluateAll((parts) =>
    parts.map((part) => {
      const { borderTopWidth, borderInlineStartWidth } = getComputedStyle(part);
      return parseFloat(borderTopWidth) + parseFloat(borderInlineStartWidth);
    }),
  );
  expect(seen.length).toBeGreaterThan(0);
  for (const border of seen) expect(border).toBeGreaterThan(0);
});
