import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { percentile } from '../../src/base/percentile.ts';
import type { Timeline } from '../../src/voice/flight-recorder.ts';
import { openStudio, speak } from '../e2e/support/sound-studio.ts';
import { launchChromium, startCompanion } from './browser.ts';

/** Silence that ends a turn at the learner's "normal" setting; see docs/turn-taking.md. */
const PATIENCE_MS = 900;
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
    report(turns);
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

/** Times of a turn are relative to the end of speech, so a stage's time is its value. */
function report(turns: readonly Timeline[]): void {
  const line = (name: string, of: (turn: Timeline) => number) => {
    const values = turns.map(of).filter(Number.isFinite);
    const [p50, p95] = [percentile(values, 0.5), percentile(values, 0.95)];
    console.log(`  ${name.padEnd(52)} ${p50.toFixed(0).padStart(6)} ${p95.toFixed(0).padStart(6)}`);
  };
  const at = (turn: Timeline, stage: keyof Timeline) => turn[stage] ?? Number.NaN;
  console.log(`${turns.length} spoken turns, patience ${PATIENCE_MS} ms, ms, p50 p95`);
  line('end of speech → first audible', (turn) => at(turn, 'firstSound'));
  line('end of speech → end of turn decided', (turn) => at(turn, 'turnEnd'));
  line('end of speech → transcribing starts', (turn) => at(turn, 'transcribeStart'));
  line('transcribing', (turn) => at(turn, 'transcribeEnd') - at(turn, 'transcribeStart'));
  line('end of turn → transcript there', (turn) => at(turn, 'transcribeEnd') - at(turn, 'turnEnd'));
  line('transcript → checked', (turn) => at(turn, 'checked') - at(turn, 'transcribeEnd'));
  line('checked → synthesis starts', (turn) => at(turn, 'synthesisStart') - at(turn, 'checked'));
  line(
    'synthesis starts → first audible',
    (turn) => at(turn, 'firstSound') - at(turn, 'synthesisStart'),
  );
  line('beyond patience, models included', (turn) => at(turn, 'firstSound') - PATIENCE_MS);
  line(
    'beyond patience, without the synthesizer',
    (turn) => at(turn, 'synthesisStart') - PATIENCE_MS,
  );
}
