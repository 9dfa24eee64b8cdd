import { readFileSync } from 'node:fs';
import type { Timeline } from '../../src/voice/flight-recorder.ts';
import { openStudio, speak } from '../e2e/support/sound-studio.ts';
import { beginTalk, fetchModels, tutorLines } from '../e2e/support/talk.ts';
import { launchChromium, startCompanion } from './browser.ts';
import { reportTurns } from './report-turns.ts';

const questions = ['ask-france', 'ask-spider', 'ask-monday', 'ask-sky'];
const ROUNDS = 6;

/** End of speech to first audible reply over spoken turns of a free talk, on the tiny models. */
export async function benchTalk(): Promise<void> {
  const companion = await startCompanion(3193);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await openStudio(page);
    await page.goto(companion.origin);
    await fetchModels(page, 'Tiny Whisper', 'Tiny tutor');
    await beginTalk(page, 'voice');
    const listening = page.locator('.voice-state', { hasText: 'Listening' });
    for (let turn = 0; turn < ROUNDS * questions.length; turn += 1) {
      await listening.waitFor({ timeout: 60_000 });
      await speak(page, `talk/${questions[turn % questions.length]}.wav`);
      await tutorLines(page).nth(turn).waitFor({ timeout: 30_000 });
    }
    await listening.waitFor({ timeout: 60_000 });
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save the timeline' }).click();
    const file = await (await downloading).path();
    const { turns } = JSON.parse(readFileSync(file, 'utf8')) as { turns: Timeline[] };
    reportTurns(turns);
  } finally {
    await browser.close();
    companion.stop();
  }
}
