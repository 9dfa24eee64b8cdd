import { expect, test } from '@playwright/test';
import { sampleLessons } from './support/sample-lessons.ts';
import { typeThrough } from './support/typed-lesson.ts';

test('a browser that keeps nothing says so, offers no models, and a lesson is done all the same', async ({
  page,
}) => {
  const [lesson] = [...sampleLessons()].sort((a, b) => a.steps.length - b.steps.length);
  if (!lesson) throw new Error('no lesson comes with this app');
  const broken: string[] = [];
  page.on('pageerror', (error) => broken.push(error.message));
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('A private window.', 'InvalidStateError');
    };
  });
  await page.goto('/#/models');
  await expect(page.getByText('This browser keeps nothing for Parley, so your')).toBeVisible();
  await expect(page.getByText('so no model can be kept either')).toBeVisible();
  await page.goto('/#/routes');
  await expect(page.getByRole('region', { name: 'Speaking' })).toBeVisible();
  await page.goto(`/#/lesson/${lesson.id}`);
  await page.getByText('By keyboard', { exact: true }).click();
  await page.getByRole('button', { name: 'Start the lesson' }).click();
  await typeThrough(page, lesson);
  await expect(page).toHaveTitle(`${lesson.title}: finished · Parley`);
  await expect(page.getByText('The result could not be kept yet.')).toBeVisible();
  await page.goto('/#/progress');
  // It lasts as long as the page.
  await expect(page.getByText(lesson.title, { exact: true })).toBeVisible();
  expect(broken).toEqual([]);
});
