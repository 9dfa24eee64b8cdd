import { expect, test, type Page } from '@playwright/test';
import { openStudio } from './support/sound-studio.ts';

// Two cores shared with everything else can make an engine ten times slower.
test.describe.configure({ timeout: 180_000 });

async function fetchModel(page: Page, name: string): Promise<void> {
  await page.goto('/#/models');
  const row = page.getByRole('listitem').filter({ hasText: name });
  await row.getByRole('button', { name: /^Get/ }).click();
  await expect(row).toContainText('Ready', { timeout: 60_000 });
}

/** Chooses a voice for English in the settings and presses "Hear it"; its whole name. */
async function hear(page: Page, name: RegExp): Promise<void> {
  await page.goto('/#/settings');
  const voices = page.getByLabel('Voice', { exact: true });
  const option = voices.getByRole('option', { name });
  await expect(option).toBeAttached({ timeout: 30_000 });
  await voices.selectOption({ label: (await option.textContent()) ?? '' });
  await page.evaluate(() => window.studio.takePeak());
  await page.getByRole('button', { name: 'Hear it' }).click();
}

interface Verdict {
  readonly result: string;
  readonly reason: string;
  readonly realTimeFactor: number;
}

/** What the app remembers of a voice's trial. */
function verdictOf(page: Page, id: string): Promise<Verdict | undefined> {
  return page.evaluate(
    (name) =>
      new Promise<Verdict | undefined>((resolve, reject) => {
        const opening = indexedDB.open('parley');
        opening.onerror = () => reject(new Error('no database'));
        opening.onsuccess = () => {
          const asked = opening.result.transaction('settings').objectStore('settings').get(name);
          asked.onsuccess = () => {
            opening.result.close();
            resolve((asked.result as { value: Verdict } | undefined)?.value);
          };
        };
      }),
    `model-store.voice-trial.${id}`,
  );
}

const heardPeak = (page: Page) => page.evaluate(() => window.studio.takePeak());
const workers = (page: Page, name: string) =>
  page.workers().filter((worker) => worker.url().includes(`/${name}`)).length;

/** A figure for the closing note; never asserted. */
const note = (verdict: Verdict | undefined) =>
  test.info().annotations.push({ type: 'trial', description: JSON.stringify(verdict) });

test(
  'a voice of noise is refused by its trial, and another one says the line',
  { tag: '@spoken' },
  async ({ page }) => {
    await openStudio(page);
    await fetchModel(page, 'Tiny VITS');
    await hear(page, /Tiny VITS .* Noise/);
    await expect(page.getByText('does not sound right on this device')).toBeVisible({
      timeout: 60_000,
    });
    // espeak-ng spoke meanwhile: there are no voices of the platform in a headless browser.
    await expect.poll(() => heardPeak(page), { timeout: 30_000 }).toBeGreaterThan(0.1);
    const verdict = await verdictOf(page, 'tiny-vits-random');
    expect(verdict).toMatchObject({ result: 'unfit' });
    note(verdict);
    expect(workers(page, 'espeak.worker')).toBe(1);

    // It is known on the next visit, and the lesson speaks all the same.
    await page.reload();
    await page.goto('/#/lesson/first-words');
    await page
      .getByRole('button', { name: /^Start/ })
      .first()
      .click();
    await expect.poll(() => heardPeak(page), { timeout: 60_000 }).toBeGreaterThan(0.1);
  },
);

for (const [id, name, voice] of [
  ['tiny-piper', 'Tiny Piper', /Tiny Piper .* Tiny/],
  ['tiny-kokoro', 'Tiny Kokoro', /Tiny Kokoro .* Loud/],
] as const) {
  test(
    `${id}: fetched on the models page, heard in the settings`,
    { tag: '@spoken' },
    async ({ page }) => {
      await openStudio(page);
      await fetchModel(page, name);
      await hear(page, voice);
      await expect.poll(() => heardPeak(page), { timeout: 60_000 }).toBeGreaterThan(0.1);
      await expect(page.getByText('does not sound right')).toBeHidden();
      // Engines share one file; its name says what a worker is for.
      const jobs = page.workers().map((worker) => worker.evaluate(() => self.name));
      expect((await Promise.all(jobs)).filter((job) => job === 'speak')).toHaveLength(1);
      const verdict = await verdictOf(page, id);
      expect(verdict).toMatchObject({ result: 'fit' });
      test
        .info()
        .annotations.push({ type: 'real-time factor', description: JSON.stringify(verdict) });
    },
  );
}
