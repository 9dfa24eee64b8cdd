import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { percentile } from '../../src/base/percentile.ts';
import type { Timeline } from '../../src/voice/flight-recorder.ts';
import { speak } from '../e2e/support/sound-studio.ts';
import { followVoices, neuralVoiceRests } from '../e2e/support/voices-followed.ts';
import { freshProfile, startCompanion, visit } from './browser.ts';
import { reportTurns } from './report-turns.ts';

const VISITORS = 3;
const answers = Array.from({ length: 8 }, (_, index) => `fluent/am_michael-s${index}.wav`);

/** From the press on, ms. */
interface Press {
  readonly firstSound: number;
  /** Something understands the learner. */
  readonly earsReady: number;
  /** The state word, for somebody who hears the first sound and cuts the tutor short at once. */
  readonly listening: number;
}

/**
 * From "Start" on the home page to the first sound and to listening, on the real weights: for
 * somebody who was never here, who comes back and presses at once, and who comes back and reads
 * first; then the reply to answers in the neural voice. Medians of fresh profiles.
 */
export async function benchPress(): Promise<void> {
  const companion = await startCompanion(3190, {
    BUNDLED_MODELS: 'on',
    MODELS_DIR: freshProfile(),
  });
  const never: Press[] = [];
  const again: Press[] = [];
  const later: Press[] = [];
  const turns: Timeline[] = [];
  try {
    for (let visitor = 0; visitor < VISITORS; visitor++) {
      const profile = freshProfile();
      never.push(await firstVisit(profile, companion.origin));
      again.push(await nextVisit(profile, companion.origin, false, null));
      later.push(await nextVisit(profile, companion.origin, true, turns));
    }
  } finally {
    companion.stop();
  }
  console.log(`press, medians (all) of ${VISITORS} profiles, ms, load ${loadavg()[0]?.toFixed(1)}`);
  const line = (name: string, values: readonly number[]) =>
    console.log(
      `  ${name.padEnd(48)} ${percentile(values, 0.5).toFixed(0).padStart(6)} (${values
        .map((value) => value.toFixed(0))
        .join(', ')})`,
    );
  const visits = { 'first visit': never, 'second, at once': again, 'second, after reading': later };
  for (const [name, found] of Object.entries(visits)) {
    line(
      `${name}: press → first sound`,
      found.map(({ firstSound }) => firstSound),
    );
    line(
      `${name}: press → understands`,
      found.map(({ earsReady }) => earsReady),
    );
    if (found !== never)
      line(
        `${name}: press → Listening`,
        found.map(({ listening }) => listening),
      );
  }
  reportTurns(turns);
}

/** Presses and watches the page from inside, so that nothing of the bench's own way is counted. */
function press(page: Page, hurries: boolean): Promise<Press> {
  return page.evaluate(async (skips) => {
    const named = (words: string) =>
      [...document.querySelectorAll('button')].find((each) => each.textContent.includes(words));
    const state = () => document.querySelector('.voice-state')?.textContent ?? '';
    const startMs = performance.now();
    const found = { firstSound: Number.NaN, earsReady: Number.NaN, listening: Number.NaN };
    (named('Go on') ?? named('Start a first lesson'))?.click();
    const since = () => performance.now() - startMs;
    const note = (name: keyof typeof found, is: boolean, ms = since()) => {
      if (is && Number.isNaN(found[name])) found[name] = ms;
    };
    while (since() < 90_000) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      const heardMs = window.studio.soundedAtMs;
      note('firstSound', heardMs !== null, (heardMs ?? 0) - startMs);
      const came = document.body.textContent.includes('I can hear you now');
      const open = named('Answer now') ?? named('Stop listening');
      note('earsReady', came || open !== undefined || window.studio.opened > 0);
      note('listening', state().includes('Listening'));
      // Nobody is cut short before the first sound was there to be measured.
      if (skips && heardMs !== null && !state().includes('Listening')) {
        const goOn = named('Continue');
        const key = { key: ' ', bubbles: true };
        if (goOn) goOn.click();
        else document.body.dispatchEvent(new KeyboardEvent('keydown', key));
      }
      const done = skips ? found.listening : found.earsReady;
      if (!Number.isNaN(done) && heardMs !== null) break;
    }
    return found;
  }, hurries);
}

async function firstVisit(profile: string, origin: string): Promise<Press> {
  const { page, close } = await visit(profile, origin);
  try {
    await page.waitForTimeout(3_000);
    const found = await press(page, false);
    // The voice that comes along is not cut off, and is tried once the lesson is left.
    await page.waitForTimeout(3_000);
    await page.goto(`${origin}/#/models`);
    const row = page.getByRole('listitem').filter({ hasText: 'Piper Joe' }).first();
    await row.getByText('Ready').waitFor({ timeout: 60_000 });
    return found;
  } finally {
    await close();
  }
}

async function nextVisit(
  profile: string,
  origin: string,
  reads: boolean,
  turns: Timeline[] | null,
): Promise<Press> {
  const { page, close } = await visit(profile, 'about:blank');
  try {
    await followVoices(page);
    await page.goto(origin);
    // The lesson that the visit before left.
    await page.getByRole('button', { name: 'Go on' }).waitFor();
    if (reads) {
      await neuralVoiceRests(page);
      await page.waitForTimeout(5_000);
    } else await page.waitForTimeout(500);
    const found = await press(page, true);
    if (turns) turns.push(...(await wholeLesson(page)));
    else await neuralVoiceRests(page);
    return found;
  } finally {
    await close();
  }
}

async function wholeLesson(page: Page): Promise<Timeline[]> {
  for (const recording of answers) {
    await page.locator('.voice-state', { hasText: 'Listening' }).waitFor({ timeout: 60_000 });
    await speak(page, recording);
    await page.locator('[data-verdict="right"]').waitFor({ timeout: 30_000 });
    await page.locator('[data-verdict="right"]').waitFor({ state: 'detached', timeout: 30_000 });
  }
  await page.waitForFunction(() => document.title.includes('finished'));
  await page.evaluate(() => (location.hash = '#/settings'));
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the timings' }).click();
  const file = await (await downloading).path();
  return (JSON.parse(readFileSync(file, 'utf8')) as { turns: Timeline[] }).turns;
}
