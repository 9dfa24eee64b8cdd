import { expect, test } from '@playwright/test';

test.describe('a page without a service worker, whose files were replaced', () => {
  test.use({ serviceWorkers: 'block' });

  test('is loaded anew once when a part of it is gone, and opens the screen', async ({ page }) => {
    await page.goto('/');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await page.evaluate(() => sessionStorage.setItem('before', 'yes'));
    let gone = 1;
    await page.route(/assets\/SettingsScreen.*\.js/, (route) =>
      gone-- > 0 ? route.fulfill({ status: 404 }) : route.continue(),
    );
    const loaded = page.waitForEvent('load');
    await page.evaluate(() => (location.hash = '#/settings'));
    await loaded;
    await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  });

  test('says so where loading anew does not help', async ({ page }) => {
    await page.route(/assets\/SettingsScreen.*\.js/, (route) => route.fulfill({ status: 404 }));
    await page.goto('/#/settings');
    await expect(page.getByRole('alert')).toContainText('A part of Parley did not come.');
  });

  test('never stays white, not even where the app itself is gone', async ({ page }) => {
    let loads = 0;
    page.on('request', (request) => request.isNavigationRequest() && loads++);
    await page.route(/assets\/index-.*\.js/, (route) => route.fulfill({ status: 404 }));
    await page.goto('/');
    await expect(page.getByRole('alert')).toContainText('Parley does not start.');
    expect(loads).toBe(2);
    await page.unroute(/assets\/index-.*\.js/);
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByRole('link', { name: /lessons/i }).first()).toBeVisible();
  });
});
