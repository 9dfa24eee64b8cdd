import { expect, test, type Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import type { Lesson } from '../../src/contracts/lesson.ts';
import { sampleLessons } from './support/sample-lessons.ts';
import { openStudio, speak, takePeak } from './support/sound-studio.ts';
import { typeThrough } from './support/typed-lesson.ts';

const status = (page: Page) => page.locator('.voice-state');
const verdict = (page: Page, is: string) => page.locator(`[data-verdict="${is}"]`);
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const heading = (page: Page) => page.getByRole('heading', { level: 1 });

/** Two questions, so that an end is near. */
const short: Lesson = {
  format: 1,
  id: 'two-questions',
  version: 1,
  title: 'Two questions',
  language: 'en',
  licence: 'CC-BY-4.0',
  steps: [
    {
      kind: 'ask',
      id: 'france',
      prompt: 'What is the capital of France?',
      hints: ['It begins with P.', 'It has five letters.'],
      accept: ['Paris'],
      tries: 3,
    },
    {
      kind: 'choose',
      id: 'red',
      prompt: 'Which planet is red?',
      options: [{ text: 'Venus' }, { text: 'Mars', correct: true }],
    },
  ],
};
const asFile = (lesson: Lesson) => ({
  name: `${lesson.id}.json`,
  mimeType: 'application/json',
  buffer: Buffer.from(JSON.stringify(lesson)),
});

async function pickFile(
  page: Page,
  file: Parameters<ReturnType<Page['locator']>['setInputFiles']>[0],
) {
  await page.goto('/');
  await button(page, 'I have a link').click();
  await page.locator('input[type="file"]').setInputFiles(file);
}

/** Opens the short lesson as a file and starts it by keyboard. */
async function startShort(page: Page): Promise<void> {
  await pickFile(page, asFile(short));
  await page.getByText('By keyboard', { exact: true }).click();
  await button(page, 'Start the lesson').click();
  await expect(page.locator('[data-answer]')).toBeVisible();
}

async function write(page: Page, text: string): Promise<void> {
  await page.locator('[data-answer]').fill(text);
  await page.keyboard.press('Enter');
}

/** The first lesson with the listening model at hand, one step further than its narration. */
async function startAloud(page: Page): Promise<void> {
  await page.goto('/#/lesson/first-words');
  await button(page, /^Get it/).click();
  await expect(page.getByText('Parley can understand you')).toBeVisible({ timeout: 60_000 });
  await button(page, 'Start the lesson').click();
}

test.describe('aloud', { tag: '@spoken' }, () => {
  test.setTimeout(90_000);

  test('who speaks while the tutor does is heard: the tutor stops, the words are the answer', async ({
    page,
  }) => {
    await openStudio(page);
    await startAloud(page);
    await expect.poll(() => page.evaluate(() => window.studio.opened)).toBe(1);
    await button(page, 'Continue').click();
    await expect(status(page)).toContainText('The tutor is speaking', { timeout: 20_000 });
    const speaking = speak(page, 'first-words/capital-paris.wav');
    await expect(status(page)).not.toContainText('The tutor is speaking', { timeout: 2_500 });
    await takePeak(page);
    await speaking;
    // While the learner speaks nothing comes out of the loudspeaker.
    expect(await takePeak(page)).toBeLessThan(0.02);
    await expect(verdict(page, 'right')).toBeVisible({ timeout: 20_000 });
  });

  test('tap: press, speak, press; and the microphone button never leaves a lesson standing', async ({
    page,
  }) => {
    await openStudio(page);
    await page.goto('/#/settings');
    await page.getByText('Tap', { exact: true }).click();
    await startAloud(page);
    await expect(page.getByText('What is the capital of France?')).toBeVisible({ timeout: 20_000 });
    await expect(status(page)).toContainText('Ready', { timeout: 20_000 });

    await test.step('a press too many says that nothing was heard', async () => {
      await button(page, 'Answer now').click();
      await expect(status(page)).toContainText('Listening');
      await button(page, 'Stop listening').click();
      await expect(page.locator('.caption')).toContainText('I did not catch that', {
        timeout: 10_000,
      });
      await expect(status(page)).toContainText('Ready', { timeout: 20_000 });
    });

    await button(page, 'Answer now').click();
    await expect(status(page)).toContainText('Listening');
    await speak(page, 'first-words/capital-paris.wav');
    // Patience has not run out yet when the learner says that the turn is over.
    await page.keyboard.press(' ');
    await expect(verdict(page, 'right')).toBeVisible({ timeout: 20_000 });
    // After a right answer the microphone button means: go on.
    await button(page, 'Answer now').click();
    await expect(page).toHaveTitle(/step 3\b/);
  });
});

test.describe('leaving and coming back', () => {
  test('a lesson goes on where it was left, from the start page and from its preview', async ({
    page,
  }) => {
    await startShort(page);
    await write(page, 'Paris');
    await expect(page).toHaveTitle(/step 2\b/, { timeout: 20_000 });
    await button(page, 'Leave the lesson').click();
    await expect(page.getByText('Step 2 of 2')).toBeVisible();
    await button(page, 'Go on').click();
    await expect(page).toHaveTitle(/step 2\b/);
    await page.goBack();
    await page.goto('/#/lesson/two-questions');
    await button(page, 'Go on at step 2').click();
    await expect(page).toHaveTitle(/step 2\b/);
    await button(page, 'Mars').click();
    await expect(heading(page)).toContainText('All two', { timeout: 20_000 });
  });

  test('a reload in the middle keeps the place, and the lines of a role play', async ({ page }) => {
    const station = sampleLessons().find(({ id }) => id === 'en-la-panaderia')!;
    const play = station.steps.find(({ kind }) => kind === 'dialogue')!;
    await pickFile(page, asFile({ ...station, id: 'counter', steps: [play] }));
    await page.getByText('By keyboard', { exact: true }).click();
    await button(page, 'Start the lesson').click();
    await page.locator('[data-answer]').waitFor({ timeout: 20_000 });
    await write(page, 'Buenos días, dos barras, por favor');
    await expect(verdict(page, 'right')).toBeVisible();
    await button(page, 'Continue').click();
    await page.locator('[data-answer]').waitFor({ timeout: 20_000 });
    await page.reload();
    await button(page, 'Go on').click();
    await expect(page.getByText('Muy bien. ¿Algo más?')).toBeVisible();
    await expect(page.getByText('Buenos días, dos barras, por favor')).toBeVisible();
    await expect(page.getByText('ask for a coffee with milk').first()).toBeVisible();
  });

  test('what went wrong is practised, and the result stays as it was', async ({ page }) => {
    await startShort(page);
    await button(page, 'Skip').click();
    await expect(page).toHaveTitle(/step 2\b/);
    await button(page, 'Mars').click();
    await button(page, 'Continue').click();
    await expect(heading(page)).toContainText('One of two');
    for (const answer of ['London', 'Paris']) {
      await button(page, 'Write that one again').click();
      await expect(page.getByText('1 / 1')).toBeVisible();
      await write(page, answer);
      await expect(verdict(page, answer === 'Paris' ? 'right' : 'wrong')).toBeVisible();
      // Nothing was misheard where it was written.
      await expect(button(page, 'That is not what I said')).toHaveCount(0);
      await button(page, answer === 'Paris' ? 'Continue' : 'Skip').click();
      await expect(page.getByText('This was practice.')).toBeVisible();
    }
    await button(page, 'Once more from the start').click();
    await expect(page.getByText('1 / 2')).toBeVisible();
    await page.goto('/#/progress');
    await expect(page.getByText('One of two right.')).toHaveCount(1);
  });
});

test.describe('files', () => {
  test('a lesson is opened by drag and drop', async ({ page }) => {
    await page.goto('/');
    await expect(heading(page)).toBeVisible();
    const carried = await page.evaluateHandle((text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], 'lesson.json', { type: 'application/json' }));
      return data;
    }, JSON.stringify(short));
    await page.dispatchEvent('body', 'dragenter', { dataTransfer: carried });
    await expect(page.getByText('Let go to open this lesson')).toBeVisible();
    await page.dispatchEvent('body', 'drop', { dataTransfer: carried });
    await expect(heading(page)).toContainText('Two questions');
    await expect(page.getByText('Let go to open this lesson')).toHaveCount(0);
  });

  for (const [what, name, content, says] of [
    ['picture', 'photo.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), 'a picture'],
    ['letter', 'letter.txt', Buffer.from('Dear teacher'), 'This file is not a lesson.'],
    ['cut lesson', 'lesson.json', Buffer.from('{"format":1,"id":"a'), 'damaged or not complete'],
  ] as const) {
    test(`a ${what} is no lesson, and a sentence says so`, async ({ page }) => {
      await pickFile(page, { name, mimeType: 'application/octet-stream', buffer: content });
      await expect(page.locator('.notice')).toContainText(says);
      await expect(heading(page)).toContainText('Learn by talking');
    });
  }
});

test('in Spanish, missing accents are right where they are taken leniently, and stand corrected', async ({
  page,
}) => {
  await page.goto('/#/settings');
  await page.getByText('Español', { exact: true }).click();
  await expect(heading(page)).toContainText('Ajustes');
  await page.goto('/#/lesson/en-la-panaderia');
  await page.getByText('Con el teclado', { exact: true }).click();
  await button(page, 'Empezar la lección').click();
  for (let step = 1; step < 6; step++) {
    await expect(page).toHaveTitle(new RegExp(`paso ${step}\\b`));
    await button(page, 'Saltar').click();
  }
  await write(page, 'Queria un cafe');
  await expect(verdict(page, 'right')).toContainText('Se escribe quería, café.');
});

test('by keyboard only: hints, choices and silence', async ({ page }) => {
  await startShort(page);
  await expect(page.locator('[data-answer]')).toBeFocused();
  const hint = button(page, 'Hint');
  await hint.press('Enter');
  await expect(page.getByText('It begins with P.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(status(page)).toContainText('Paused');
  await hint.press('Enter');
  await expect(page.getByText('It has five letters.')).toBeVisible();
  await expect(status(page)).not.toContainText('Paused');
  await hint.press('Enter');
  await expect(status(page)).toContainText('There are no more hints');

  // A letter typed elsewhere is the beginning of the answer, also one that is a shortcut aloud.
  await heading(page).focus();
  await page.keyboard.type('Paris');
  await expect(page.locator('[data-answer]')).toHaveValue('Paris');
  await page.keyboard.press('Enter');
  await expect(page).toHaveTitle(/step 2\b/);
  await heading(page).focus();
  await page.keyboard.press('s');
  await page.keyboard.press('1');
  await expect(verdict(page, 'wrong')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(heading(page)).toContainText('One of two');
  await expect(page.getByText('First try, with 2 hints')).toBeVisible();
});

test('every try by keyboard begins in an empty box that has the focus', async ({ page }) => {
  await startShort(page);
  const box = page.locator('[data-answer]');
  const isReady = async () => {
    await expect(box).toBeFocused();
    await expect(box).toHaveValue('');
  };
  await isReady();
  await page.keyboard.type('I do not know\n');
  await expect(page.getByText('It begins with P.')).toBeVisible();
  await isReady();
  await page.keyboard.type('pris\n');
  await expect(verdict(page, 'close')).toContainText('It is written Paris.');
  await isReady();
  await expect(box).toHaveAccessibleDescription(/Nearly.*It is written Paris/);
  await page.keyboard.type('Lyon\n');
  await expect(verdict(page, 'wrong')).toBeVisible();
  await isReady();
  await page.keyboard.type('Paris\n');
  await expect(verdict(page, 'right')).toBeVisible();
  await expect(page).toHaveTitle(/step 2\b/);
});

test('progress: a finished lesson is listed, saved as JSON, and deleted when asked twice', async ({
  page,
}) => {
  await pickFile(page, asFile(short));
  await page.getByText('By keyboard', { exact: true }).click();
  await button(page, 'Start the lesson').click();
  await typeThrough(page, short);
  await page.goto('/#/progress');
  await expect(page.getByText('All two right.')).toBeVisible();

  const downloading = page.waitForEvent('download');
  await button(page, 'Save a copy').click();
  const file = await (await downloading).path();
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
    format: 'parley-history-1',
    results: [{ lessonId: 'two-questions', result: { asked: 2, right: 2 } }],
    runs: [],
  });

  await button(page, 'Delete all').click();
  await button(page, 'Keep them').click();
  await expect(page.getByText('All two right.')).toBeVisible();
  await button(page, 'Delete all').click();
  await button(page, 'Delete results').click();
  await expect(page.getByText('No lessons finished yet')).toBeVisible();
});
