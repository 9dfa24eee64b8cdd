import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { sampleLessons } from './support/sample-lessons.ts';
import { startStaticHost } from './support/static-host.ts';
import { typeThrough } from './support/typed-lesson.ts';

const first = sampleLessons().find(({ id }) => id === 'first-words')!;
/** Of a live companion, which a host of files has not. */
const LIVE = /^(\/parley)?\/(health$|models\/$|api\/)/;

let built: string;
test.beforeAll(() => {
  test.setTimeout(240_000);
  built = process.env['PARLEY_BUILT_FOR_SUB_PATH'] ?? mkdtempSync(join(tmpdir(), 'parley-base-'));
  if (process.env['PARLEY_BUILT_FOR_SUB_PATH']) return;
  const options = ['build', '--outDir', built, '--emptyOutDir', '--logLevel', 'error'];
  execFileSync('node_modules/.bin/vite', options, {
    env: { ...process.env, PARLEY_BASE: '/parley/' },
    stdio: 'inherit',
  });
});
test.afterAll(() => {
  if (!process.env['PARLEY_BUILT_FOR_SUB_PATH']) rmSync(built, { recursive: true, force: true });
});

test('under a path of a static host a lesson opens, is played, and opens without a network', async ({
  page,
  context,
}) => {
  test.setTimeout(120_000);
  const host = await startStaticHost(built, '/parley/');
  await page.goto(`${host.origin}/parley/`);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.getByText(first.title).first().click();
  await expect(page.getByRole('heading', { level: 1, name: first.title })).toBeVisible();
  await page.getByText('By keyboard', { exact: true }).click();
  await page.getByRole('button', { name: 'Start the lesson' }).click();
  await typeThrough(page, first);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('All eight');
  expect(host.missing.filter((path) => !LIVE.test(path))).toEqual([]);
  const manifest = await page.evaluate(async () => {
    const link = document.querySelector<HTMLLinkElement>('link[rel=manifest]');
    return (await (await fetch(link!.href)).json()) as { scope: string; start_url: string };
  });
  expect(manifest).toMatchObject({ scope: '/parley/', start_url: '/parley/' });
  await context.setOffline(true);
  await page.reload();
  await expect(page.locator('main')).toBeVisible();
  await host.close();
});

test('elsewhere than it was built for it says so', async ({ page }) => {
  const host = await startStaticHost(built, '/elsewhere/');
  await page.goto(`${host.origin}/elsewhere/`);
  await expect(page.locator('#app')).toContainText('npm run build -- --base /elsewhere/');
  await host.close();
});
