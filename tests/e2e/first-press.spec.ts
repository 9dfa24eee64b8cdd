import { expect, test, type Page } from '@playwright/test';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCompanion, type OwnCompanion } from './support/companion.ts';
import { openStudio, speak, takePeak } from './support/sound-studio.ts';
import {
  followVoices,
  forgiveSlowness,
  neuralVoiceRests,
  takeMade,
} from './support/voices-followed.ts';

const port = Number(process.env['E2E_PORT'] ?? 3199) + 60;
/** The answers to the first lesson, spoken by somebody fluent. */
const answers = Array.from({ length: 8 }, (_, index) => `fluent/am_michael-s${index}.wav`);

const status = (page: Page) => page.locator('.voice-state');
const right = (page: Page) => page.locator('[data-verdict="right"]');
const canHear = (page: Page) => page.getByText('I can hear you now.').first();
const start = (page: Page) => page.getByRole('button', { name: 'Start a first lesson' });

/** The real weights, and nothing else: an empty folder, and no hub in reach. */
let companion: OwnCompanion;

test.beforeAll(async () => {
  companion = await startCompanion(port, [], {
    env: { BUNDLED_MODELS: 'on', MODELS_DIR: mkdtempSync(join(tmpdir(), 'parley-no-weights-')) },
  });
});
test.afterAll(() => companion.kill());

async function answer(page: Page, recording: string): Promise<void> {
  await expect(status(page)).toContainText('Listening', { timeout: 60_000 });
  await speak(page, recording);
  await expect(right(page)).toBeVisible({ timeout: 30_000 });
  await expect(right(page)).toHaveCount(0, { timeout: 30_000 });
}

test(
  'one press on a fresh machine: the tutor speaks, ears come, the lesson is done aloud; then a neural voice',
  { tag: '@spoken' },
  async ({ page }) => {
    test.setTimeout(480_000);
    await openStudio(page);
    await followVoices(page);
    await page.goto(companion.origin);

    await test.step('one press, no question: the tutor speaks while the ears are on their way', async () => {
      await start(page).click();
      await expect(status(page)).toContainText('The tutor is speaking', { timeout: 20_000 });
      await expect.poll(() => takePeak(page)).toBeGreaterThan(0.05);
      await expect(page.locator('dialog')).toHaveCount(0);
      await expect(canHear(page)).toBeVisible({ timeout: 120_000 });
    });

    await test.step('every answer is heard', async () => {
      // On a slow machine the first task may be open by keyboard already: the microphone button takes the ears.
      const goOn = page.getByRole('button', { name: 'Continue' });
      if (await goOn.isVisible()) await goOn.click();
      for (const recording of answers.slice(0, -1)) await answer(page, recording);
      await expect(status(page)).toContainText('Listening', { timeout: 60_000 });
      await speak(page, answers.at(-1)!);
      await expect(page.getByRole('heading', { level: 1 })).toContainText('All eight', {
        timeout: 60_000,
      });
    });

    await test.step('the lesson kept the voice that it began with', async () => {
      const made = await takeMade(page);
      expect(made.length).toBeGreaterThan(10);
      expect(made.filter(({ voice }) => voice === 'neural')).toEqual([]);
    });

    await test.step('the voice that came along was tried in a quiet moment', async () => {
      await page.getByRole('link', { name: 'Back to lessons' }).first().click();
      await neuralVoiceRests(page);
      await expect
        .poll(() => forgiveSlowness(page, 'piper-en-joe'), { timeout: 60_000 })
        .toBe(true);
    });

    await test.step('the second visit is in the neural voice from the first sound on', async () => {
      await page.reload();
      await neuralVoiceRests(page);
      await takeMade(page);
      // What was finished is no longer the first thing to do.
      await expect(start(page)).toBeHidden();
      await expect(page.getByRole('button', { name: /^Next lesson/ })).toBeVisible();
      await page.getByRole('link', { name: 'First words' }).first().click();
      await page.getByRole('button', { name: 'Start the lesson' }).click();
      await expect(status(page)).toContainText('The tutor is speaking', { timeout: 30_000 });
      await answer(page, answers[0]!);
      await answer(page, answers[1]!);
      const made = await takeMade(page);
      expect(made[0]?.voice).toBe('neural');
      expect(made[0]?.text).toContain('Hello.');
      expect(made.filter(({ voice }) => voice === 'espeak')).toEqual([]);
      await expect.poll(() => takePeak(page)).toBeGreaterThan(0.05);
    });
  },
);

test('who saves data is asked once, with the size, and the keyboard answers meanwhile', async ({
  page,
}) => {
  test.setTimeout(180_000);
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'connection', { value: { saveData: true } });
    // As when a browser asks the person, who looks elsewhere.
    navigator.storage.persist = () => new Promise(() => {});
  });
  await openStudio(page);
  await page.goto(companion.origin);
  await start(page).click();
  const question = page.getByRole('region', { name: 'Answer aloud' });
  await expect(question).toContainText('I fetch a listening model and a natural voice once');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.locator('[data-answer]').fill('Paris');
  await page.keyboard.press('Enter');
  await expect(right(page)).toBeVisible();
  // Nothing was fetched unasked, and nobody stands before a wall.
  await question.getByRole('button', { name: 'Get it, 77 MB' }).click();
  await expect(page.getByRole('progressbar', { name: 'Listening model' })).toBeVisible();
  await expect(canHear(page)).toBeVisible({ timeout: 120_000 });
  // The next task is answered aloud by itself; the one in hand may be half written.
  await page.getByRole('button', { name: 'Skip' }).click();
  await expect(status(page)).toContainText('Listening', { timeout: 60_000 });
  await expect(page.locator('[data-answer]')).toHaveCount(0);
});

test('who would rather type says so once', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'connection', { value: { saveData: true } });
  });
  await openStudio(page);
  await page.goto(companion.origin);
  await start(page).click();
  const question = page.getByRole('region', { name: 'Answer aloud' });
  await question.getByRole('button', { name: 'I will type' }).click();
  await expect(question).toHaveCount(0);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.locator('[data-answer]')).toBeFocused();
  await expect(question).toHaveCount(0);
});
