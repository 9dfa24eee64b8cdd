import type { Page } from '@playwright/test';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Timeline } from '../../src/voice/flight-recorder.ts';
import { openStudio, speak } from '../e2e/support/sound-studio.ts';
import { launchChromium, startCompanion } from './browser.ts';
import { reportTurns } from './report-turns.ts';

const shared = resolve(process.env['PARLEY_SHARED'] ?? '../shared');
/** The first questions of the bakery, in the order in which they are asked. */
const answers = ['es-0', 'es-1', 'es-2', 'es-3', 'es-4', 'es-5'];
const LESSONS = 2;

/** A Spanish lesson heard by Whisper Base on this device: end of speech to first audible, by stage. */
export async function benchSpanish(): Promise<void> {
  if (!existsSync(`${shared}/real-models/whisper-base`)) {
    console.log(
      'spanish: PARLEY_SHARED names the folder with real-models/whisper-base; it is not here.',
    );
    return;
  }
  const companion = await startCompanion(3193, { MODELS_DIR: `${shared}/real-models` });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ baseURL: companion.origin });
    await openStudio(page);
    await page.goto('/#/lesson/en-la-panaderia');
    await page.getByRole('button', { name: /^Get it/ }).click();
    await page.getByText('Parley can understand you').waitFor({ timeout: 120_000 });
    let tries = 0;
    for (let lesson = 0; lesson < LESSONS; lesson++) {
      await page.evaluate(() => (location.hash = '#/lesson/en-la-panaderia'));
      await page.getByRole('button', { name: /^(Start the lesson|From the start)/ }).click();
      for (const name of answers)
        tries += await answer(page, `${shared}/speech/fluent/${name}.wav`);
    }
    await page.evaluate(() => (location.hash = '#/settings'));
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save the timings' }).click();
    const file = await (await downloading).path();
    const { turns } = JSON.parse(readFileSync(file, 'utf8')) as { turns: Timeline[] };
    console.log(`spanish, Whisper Base: ${LESSONS * answers.length} right after ${tries} tries`);
    reportTurns(turns);
  } finally {
    await browser.close();
    companion.stop();
  }
}

/** Says it until it is right; gives how often it was said. */
async function answer(page: Page, recording: string): Promise<number> {
  const right = page.locator('[data-verdict="right"]');
  for (let tries = 1; ; tries++) {
    await page.locator('.voice-state', { hasText: 'Listening' }).waitFor({ timeout: 60_000 });
    await speak(page, recording);
    const seen = await right.waitFor({ timeout: 10_000 }).then(
      () => true,
      () => false,
    );
    if (!seen && tries < 4) continue;
    await right.waitFor({ state: 'detached', timeout: 30_000 });
    return tries;
  }
}
