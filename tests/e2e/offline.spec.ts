import { expect, test } from '@playwright/test';
import { keptPaths, RUNTIME } from './support/kept-paths.ts';
import { sampleLessons } from './support/sample-lessons.ts';
import { openStudio, speak, takePeak } from './support/sound-studio.ts';
import { beginTalk, fetchModels, tutorLines, write } from './support/talk.ts';
import { typeThrough } from './support/typed-lesson.ts';

const first = sampleLessons().find(({ id }) => id === 'first-words')!;

test('with the network cut and the page reloaded, a whole lesson works', async ({
  page,
  context,
}) => {
  test.setTimeout(120_000);
  await openStudio(page);
  await page.goto('/');
  await expect
    .poll(() => page.evaluate(keptPaths), { timeout: 30_000 })
    .toContain('/espeak/base.bin');
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await context.setOffline(true);
  await page.reload();
  await page.getByText(first.title).click();
  await page.getByText('By keyboard', { exact: true }).click();
  await page.getByRole('button', { name: 'Start the lesson' }).click();
  await expect(page.locator('.voice-state')).toContainText('The tutor is speaking');
  await expect.poll(() => takePeak(page)).toBeGreaterThan(0.05);
  await typeThrough(page, first);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('All eight');
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
});

test(
  'what was fetched once hears without a network',
  { tag: '@spoken' },
  async ({ page, context }) => {
    test.setTimeout(120_000);
    await openStudio(page);
    await page.goto('/#/lesson/first-words');
    await page.getByRole('button', { name: /^Get it/ }).click();
    await expect(page.getByText('Parley can understand you')).toBeVisible({ timeout: 60_000 });
    await expect
      .poll(() => page.evaluate(keptPaths), { timeout: 30_000 })
      .toEqual(expect.arrayContaining([RUNTIME, '/vad/silero_vad_v6.onnx', '/espeak/base.bin']));
    await context.setOffline(true);
    await page.reload();
    await expect(page.getByText('Parley can understand you')).toBeVisible({ timeout: 30_000 });
    await page.getByRole('button', { name: 'Start the lesson' }).click();
    await expect(page.locator('.voice-state')).toContainText('Listening', { timeout: 40_000 });
    await speak(page, 'first-words/capital-paris.wav');
    await expect(page.locator('[data-verdict="right"]')).toBeVisible({ timeout: 20_000 });
  },
);

test('a language model that was fetched once talks without a network', async ({
  page,
  context,
}) => {
  test.setTimeout(120_000);
  await fetchModels(page, 'Tiny tutor');
  await expect.poll(() => page.evaluate(keptPaths), { timeout: 60_000 }).toContain(RUNTIME);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await context.setOffline(true);
  await page.reload();
  await beginTalk(page);
  await write(page, 'What is the capital of Japan?');
  await expect(tutorLines(page).first()).toHaveText('The capital of Japan is Tokyo.', {
    timeout: 60_000,
  });
});
