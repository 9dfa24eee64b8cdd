import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import type { Timeline } from '../../src/voice/flight-recorder.ts';
import { openStudio, speak } from '../e2e/support/sound-studio.ts';
import { launchChromium, startCompanion } from './browser.ts';
import { reportTurns } from './report-turns.ts';

const LESSONS = 3;
const answers = [
  'capital-paris',
  'sky',
  'seven-days',
  'answer-mars',
  'sunday',
  'snow-white',
  'sunday',
  'triangle',
];

/** End of speech to first audible feedback over spoken turns, by stage, in the built app. */
export async function benchTurns(): Promise<void> {
  const companion = await startCompanion(3192);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ baseURL: companion.origin });
    await openStudio(page);
    await page.goto('/#/lesson/first-words');
    await page.getByRole('button', { name: /^Get it/ }).click();
    await page.getByText('Parley can understand you').waitFor({ timeout: 60_000 });
    for (let lesson = 0; lesson < LESSONS; lesson++) {
      await page.evaluate(() => (location.hash = '#/lesson/first-words'));
      await page.getByRole('button', { name: 'Start the lesson' }).click();
      for (const name of answers) await answer(page, name);
      await page.waitForFunction(() => document.title.includes('finished'));
    }
    await page.evaluate(() => (location.hash = '#/settings'));
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save the timings' }).click();
    const file = await (await downloading).path();
    const { turns } = JSON.parse(readFileSync(file, 'utf8')) as { turns: Timeline[] };
    reportTurns(turns);
  } catch (error) {
    if (process.env['BENCH_SHOT']) {
      await browser.contexts()[0]?.pages()[0]?.screenshot({ path: process.env['BENCH_SHOT'] });
    }
    throw error;
  } finally {
    await browser.close();
    companion.stop();
  }
}

async function answer(page: Page, name: string): Promise<void> {
  await page.locator('.voice-state', { hasText: 'Listening' }).waitFor({ timeout: 60_000 });
  await speak(page, `first-words/${name}.wav`);
  await page.locator('[data-verdict="right"]').waitFor({ timeout: 30_000 });
  await page.locator('[data-verdict="right"]').waitFor({ state: 'detached', timeout: 30_000 });
}
