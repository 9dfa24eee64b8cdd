import { expect, test } from '@playwright/test';
import { sampleLessons } from './support/sample-lessons.ts';
import { typeThrough } from './support/typed-lesson.ts';

for (const lesson of sampleLessons()) {
  test(`${lesson.title}, by keyboard and taps`, async ({ page }) => {
    test.setTimeout(120_000);
    const strangers: string[] = [];
    page.on('request', (request) => {
      const { hostname, protocol } = new URL(request.url());
      if (protocol.startsWith('http') && hostname !== 'localhost') strangers.push(request.url());
    });
    await page.goto(`/#/lesson/${lesson.id}`);
    await expect(page.getByRole('heading', { level: 1, name: lesson.title })).toBeVisible();
    await page.getByText('By keyboard', { exact: true }).click();
    await page.getByRole('button', { name: 'Start the lesson' }).click();
    await typeThrough(page, lesson);
    await expect(page).toHaveTitle(`${lesson.title}: finished · Parley`);
    expect(strangers, 'requests that left for somebody else').toEqual([]);
  });
}
