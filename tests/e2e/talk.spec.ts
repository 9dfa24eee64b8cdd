import { expect, test, type Page } from '@playwright/test';
import type { Lesson } from '../../src/contracts/lesson.ts';
import { encodeLesson } from '../../src/lessons/link-codec.ts';
import { openStudio, speak, speakInto, takePeak } from './support/sound-studio.ts';
import { beginTalk, fetchModels, tutorLines, write } from './support/talk.ts';

const status = (page: Page) => page.locator('.voice-state');
const listens = (page: Page) =>
  expect(status(page)).toContainText('Listening', { timeout: 60_000 });

/** Times of the turns so far, as the app's own recorder has them. */
async function recordedTurns(page: Page): Promise<Record<string, number>[]> {
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the timeline' }).click();
  const stream = await (await saving).createReadStream();
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  const file = JSON.parse(Buffer.concat(chunks).toString()) as { turns: Record<string, number>[] };
  return file.turns;
}

test(
  'a spoken conversation of several turns: the facts are right and the times are told',
  { tag: '@spoken' },
  async ({ page }) => {
    test.setTimeout(240_000);
    await openStudio(page);
    await fetchModels(page, 'Tiny Whisper', 'Tiny tutor');
    await beginTalk(page, 'voice');
    await listens(page);
    await takePeak(page);
    const facts = [
      ['ask-france', 'The capital of France is Paris.'],
      ['ask-spider', 'A spider has eight legs.'],
      ['ask-monday', 'Tuesday comes after Monday.'],
      ['ask-sky', 'The sky is blue.'],
    ] as const;
    for (const [index, [recording, fact]] of facts.entries()) {
      await test.step(recording, async () => {
        await speak(page, `talk/${recording}.wav`);
        await expect(tutorLines(page).nth(index)).toHaveText(fact, { timeout: 60_000 });
        await listens(page);
      });
    }
    expect(await takePeak(page), 'the tutor was silent').toBeGreaterThan(0.05);
    await expect(page.getByText('Reply made on this device')).toBeVisible();
    await expect(page.getByRole('img', { name: /^Timeline of the last turn/ })).toBeVisible();
    if (process.env['SHOTS'])
      await page.screenshot({ path: `${process.env['SHOTS']}/talk-spoken.png` });
    const turns = await recordedTurns(page);
    expect(turns).toHaveLength(facts.length);
    const spans = turns.map(({ firstSound = 0, speechEnd = 0 }) => firstSound - speechEnd);
    for (const turn of turns) {
      for (const stage of ['turnEnd', 'transcribeEnd', 'thinkStart', 'firstToken', 'firstSound']) {
        expect(turn, JSON.stringify(turn)).toHaveProperty(stage);
      }
    }
    console.log(`end of speech to first sound, ms: ${spans.map(Math.round).join(', ')}`);

    await test.step('the talk is still there after a reload', async () => {
      await page.reload();
      await page.getByRole('link', { name: 'Talk' }).first().click();
      await page.getByRole('button', { name: 'Go on with the talk' }).click();
      await expect(tutorLines(page).nth(3)).toHaveText('The sky is blue.');
    });
  },
);

test(
  'the learner speaks into a reply: the tutor stops, and what was not heard is struck',
  { tag: '@spoken' },
  async ({ page }) => {
    test.setTimeout(120_000);
    await openStudio(page);
    await fetchModels(page, 'Tiny Whisper', 'Tiny tutor');
    // The tiny tutor's sentences are short: said slowly, there is time to speak into one.
    await page.goto('/#/settings');
    await page.getByRole('slider').fill('0.6');
    await beginTalk(page, 'voice');
    await listens(page);
    await speak(page, 'talk/ask-france.wav');
    await speakInto(page, 'The tutor is speaking', 'talk/ask-monday.wav');
    await expect(page.getByText('Tuesday comes after Monday.')).toBeVisible({ timeout: 60_000 });
    await listens(page);
    await expect(page.getByText('You spoke, so I stopped here.')).toBeVisible();
  },
);

test('a talk is written too, and goes on after a reload', async ({ page }) => {
  test.setTimeout(120_000);
  await fetchModels(page, 'Tiny tutor');
  await page.getByRole('link', { name: 'Talk' }).first().click();
  const warning = page.getByText('A very small model answers here, and it makes mistakes.');
  await expect(warning).toBeVisible();
  await beginTalk(page);
  await write(page, 'What is the capital of Japan?');
  await expect(tutorLines(page).first()).toHaveText('The capital of Japan is Tokyo.', {
    timeout: 60_000,
  });
  await expect(warning).toBeVisible();
  await page.reload();
  await page.getByRole('link', { name: 'Talk' }).first().click();
  await page.getByRole('button', { name: 'Go on with the talk' }).click();
  await expect(tutorLines(page).first()).toHaveText('The capital of Japan is Tokyo.');
  await write(page, 'Which planet is red?');
  await expect(tutorLines(page).nth(1)).toHaveText('Mars is the red planet.', { timeout: 60_000 });
  await page.getByRole('button', { name: 'Leave the lesson' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Talk');
});

test('without a language model the room says what is missing and leads there', async ({ page }) => {
  await page.goto('/#/talk');
  await expect(page.getByText('No language model is ready for this')).toBeVisible();
  await page.getByRole('link', { name: 'Choose a model' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Models');
});

test('an explanation in other words is looked at by meaning; what cannot be told is no try', async ({
  page,
}) => {
  test.setTimeout(120_000);
  await fetchModels(page, 'Tiny embedder', 'Tiny tutor');
  const lesson: Lesson = {
    format: 1,
    id: 'explain-days',
    version: 1,
    title: 'Explain',
    language: 'en',
    steps: [
      {
        kind: 'teach-back',
        id: 'explain',
        prompt: 'Explain what Tuesday is.',
        points: [{ label: 'Tuesday comes after Monday', any: ['after Monday'] }],
      },
    ],
  };
  await page.goto(`/#/learn/${await encodeLesson(lesson)}`);
  await page.getByText('By keyboard', { exact: true }).click();
  await page.getByRole('button', { name: 'Start the lesson' }).click();
  const verdict = (is: string) => page.locator(`[data-verdict="${is}"]`);

  // The judges are woken while the task is said; whoever answers sooner waits for them.
  await expect(status(page)).toContainText('Ready', { timeout: 30_000 });
  await write(page, 'Name the day that follows Monday.');
  await expect(verdict('unsure')).toContainText('I cannot tell.', { timeout: 30_000 });
  await expect(verdict('unsure')).toContainText('it does not count as a try');

  await write(page, 'The sky is blue and the grass is green.');
  await expect(verdict('wrong')).toBeVisible({ timeout: 30_000 });

  await write(page, 'Tuesday is the day after Monday.');
  await expect(verdict('right')).toBeVisible();
});
