import { expect, type Page } from '@playwright/test';

/** Where the page is from: a test with a companion of its own is there already. */
function home(page: Page): string {
  const { origin } = new URL(page.url());
  return origin === 'null' ? '' : origin;
}

/** Fetches models on the models page, from the companion that serves the page. */
export async function fetchModels(page: Page, ...names: string[]): Promise<void> {
  await page.goto(`${home(page)}/#/models`);
  for (const name of names) {
    const row = page.getByRole('listitem').filter({ hasText: name });
    await row.getByRole('button', { name: /^Get/ }).click();
    await expect(row).toContainText('Ready', { timeout: 60_000 });
  }
}

/** Enters the Talk room; by keyboard unless said otherwise, which a lesson's page keeps. */
export async function beginTalk(
  page: Page,
  by: 'voice' | 'keyboard' = 'keyboard',
  policy = 'This device only',
): Promise<void> {
  if (by === 'keyboard') {
    await page.goto(`${home(page)}/#/lesson/first-words`);
    await page.getByText('By keyboard', { exact: true }).click();
  }
  await page.getByRole('link', { name: 'Talk' }).first().click();
  await page.getByRole('button', { name: policy }).click();
  await page.getByRole('button', { name: 'Begin to talk' }).click();
}

/** What the tutor said, without the passages it names. */
export const tutorLines = (page: Page) => page.locator('ol.turns > .turn.tutor > p:not(.cite)');

/** Types an answer or a question. */
export async function write(page: Page, text: string): Promise<void> {
  await page.locator('[data-answer]').fill(text);
  await page.keyboard.press('Enter');
}
