import { expect, test, type Page } from '@playwright/test';
import type { Lesson } from '../../src/contracts/lesson.ts';
import { encodeLesson } from '../../src/lessons/link-codec.ts';
import { startCompanion, type OwnCompanion } from './support/companion.ts';
import { openStudio, speak } from './support/sound-studio.ts';

/** The ears that come with Parley. “Taught” is said, where it is asked for and where “thought” is. */
const port = Number(process.env['E2E_PORT'] ?? 3199) + 60;
let companion: OwnCompanion;

test.beforeAll(async () => {
  companion = await startCompanion(port, [], {
    env: { BUNDLED_MODELS: 'on', MODELS_DIR: '/nowhere' },
  });
});
test.afterAll(() => companion.kill());

const lesson: Lesson = {
  format: 1,
  id: 'made-out',
  version: 1,
  title: 'Made out',
  language: 'en',
  steps: [
    { kind: 'ask', id: 'teach', prompt: 'Teach, …?', accept: ['taught'] },
    { kind: 'ask', id: 'think', prompt: 'Think, …?', accept: ['thought'] },
    { kind: 'say', id: 'end', prompt: 'That was all.' },
  ],
};

const verdict = (page: Page, is: string) => page.locator(`[data-verdict="${is}"]`);
const listens = (page: Page) =>
  expect(page.locator('.voice-state')).toContainText('Listening', { timeout: 60_000 });
const say = (page: Page, name: string) => speak(page, `fluent/${name}.wav`);

test(
  'an answer that was written down wrongly is known by its sound; one that cannot be made out is asked for again',
  { tag: '@spoken' },
  async ({ page }) => {
    test.setTimeout(180_000);
    await openStudio(page);
    await page.goto(`${companion.origin}/#/learn/${await encodeLesson(lesson)}`);
    // The ears come with the press, from this very machine.
    await page.getByRole('button', { name: 'Start the lesson' }).click();

    // Most processors write it down as “Torn.”, some as “Taught.”: 8-bit sums differ a little.
    await test.step('right, however it is written down', async () => {
      await listens(page);
      await say(page, 'lesson-yesterday-46');
      await expect(verdict(page, 'right').locator('.heard')).toHaveText(/^taught\.?$/i, {
        timeout: 30_000,
      });
    });

    const again = page.locator('[data-ask-again]');
    await test.step('asked again: no try is lost, and nothing is given away', async () => {
      await expect(page.getByText('Think, …?')).toBeVisible({
        timeout: 30_000,
      });
      await listens(page);
      await say(page, 'lesson-yesterday-46');
      await expect(again).toBeVisible({ timeout: 30_000 });
      await expect(again).toContainText('I did not catch that well');
      await expect(again).toContainText('This does not count as a try');
      await expect(again).not.toContainText('thought');
      await expect(again.getByRole('button')).toHaveCount(0);
    });

    await test.step('and the second time other ways are offered', async () => {
      await listens(page);
      await say(page, 'lesson-yesterday-46');
      await expect(again.getByRole('button')).toHaveCount(2, { timeout: 30_000 });
      await again.getByRole('button', { name: 'Type it' }).click();
      await page.getByLabel('Your answer').fill('thought');
      await page.getByRole('button', { name: 'Check' }).click();
      await expect(verdict(page, 'right')).toBeVisible();
    });
  },
);
