import { expect, test } from '@playwright/test';

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
