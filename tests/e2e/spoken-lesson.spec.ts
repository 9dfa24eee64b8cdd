import { expect, test, type Page } from '@playwright/test';
import { openStudio, speak, takePeak } from './support/sound-studio.ts';

const say = (page: Page, name: string) => speak(page, `first-words/${name}.wav`);
const status = (page: Page) => page.locator('.voice-state');
const verdict = (page: Page, is: string) => page.locator(`[data-verdict="${is}"]`);

/** The tutor has said what it had to say and listens; its voice was really heard. */
async function listens(page: Page): Promise<void> {
  await expect(status(page)).toContainText('Listening', { timeout: 40_000 });
  expect(await takePeak(page), 'the tutor was silent').toBeGreaterThan(0.05);
}

/** Opens the first lesson, fetches the listening model that the companion serves, and starts. */
async function startAloud(page: Page): Promise<void> {
  await openStudio(page);
  await page.goto('/#/lesson/first-words');
  await page.getByRole('button', { name: /^Get it/ }).click();
  await expect(page.getByText('Parley can understand you on this device')).toBeVisible({
    timeout: 40_000,
  });
  await page.getByRole('button', { name: 'Start the lesson' }).click();
}

/** What this device keeps of finished lessons. */
function keptResults(page: Page): Promise<{ result: { right: number; asked: number } }[]> {
  return page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('parley');
        opening.onerror = () => reject(new Error('no database'));
        opening.onsuccess = () => {
          const reading = opening.result.transaction('results').objectStore('results').getAll();
          reading.onsuccess = () => resolve(reading.result as never);
        };
      }),
  );
}

test(
  'a whole lesson aloud: right, wrong, "I don\'t know", a pause, silence and noise',
  { tag: '@spoken' },
  async ({ page }) => {
    test.setTimeout(240_000);
    await startAloud(page);

    await test.step('wrong: the correction stays on the screen while the tutor listens', async () => {
      await listens(page);
      await say(page, 'capital-london');
      await expect(verdict(page, 'wrong')).toBeVisible();
      await expect(verdict(page, 'wrong')).toContainText('London is the capital of England');
      await listens(page);
      await expect(verdict(page, 'wrong')).toBeVisible();
    });

    await test.step('"I don\'t know" gives a hint and costs no try', async () => {
      await say(page, 'dont-know');
      await expect(page.getByText('It begins with the letter P.')).toBeVisible();
      await listens(page);
    });

    await test.step('silence and noise are no answer', async () => {
      await say(page, 'silence');
      await say(page, 'noise');
      // The tutor may say that it did not catch that; a learner lets it finish.
      await page.waitForTimeout(1_500);
      await expect(status(page)).toContainText('Listening', { timeout: 15_000 });
      await expect(verdict(page, 'wrong')).toHaveCount(0);
    });

    await test.step('a pause in the middle does not cut the learner off', async () => {
      await say(page, 'answer-pause-paris');
      await expect(verdict(page, 'right')).toBeVisible();
      await expect(verdict(page, 'right')).toContainText('Paris is the capital of France.');
    });

    for (const name of ['sky', 'seven-days', 'answer-mars', 'sunday', 'snow-white', 'sunday']) {
      await test.step(name, async () => {
        await listens(page);
        await say(page, name);
        await expect(verdict(page, 'right')).toBeVisible();
      });
    }
    await listens(page);
    await say(page, 'triangle');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('All eight', {
      timeout: 30_000,
    });
    const kept = await keptResults(page);
    expect(kept).toHaveLength(1);
    expect(kept[0]?.result).toMatchObject({ right: 8, asked: 8, mended: 1 });
  },
);
