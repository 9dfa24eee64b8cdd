import { expect, test, type Page, type Request } from '@playwright/test';
import type { Lesson } from '../../src/contracts/lesson.ts';
import { kitchen, startCompanion, type OwnCompanion } from './support/companion.ts';
import { chooseMode } from './support/routes.ts';
import { openStudio, speak } from './support/sound-studio.ts';

/** Two spoken questions that the tiny models understand the answers to. */
const lesson = (policy: Lesson['policy']): Lesson => ({
  format: 1,
  id: `panel-${policy}`,
  version: 1,
  title: 'Two questions',
  language: 'en',
  licence: 'CC-BY-4.0',
  policy,
  steps: [
    {
      kind: 'ask',
      id: 'france',
      prompt: 'What is the capital of France?',
      accept: ['Paris'],
      tries: 3,
    },
    { kind: 'ask', id: 'week', prompt: 'How many days has a week?', accept: ['seven'], tries: 3 },
  ],
});

const port = Number(process.env['E2E_PORT'] ?? 3199) + 40;
let companion: OwnCompanion;
test.afterEach(() => companion.kill());

const status = (page: Page) => page.locator('.voice-state');
const right = (page: Page) => page.locator('[data-verdict="right"]');

/** Every request of the browser to the companion's services, workers and service worker included. */
function watch(page: Page): Request[] {
  const asked: Request[] = [];
  page.context().on('request', (request) => {
    if (/\/(v1|api)\//.test(new URL(request.url()).pathname)) asked.push(request);
  });
  return asked;
}
const paths = (asked: readonly Request[]) =>
  asked.map((request) => new URL(request.url()).pathname);

/** Fetches the listening model that the companion serves. */
async function fetchListening(page: Page): Promise<void> {
  await page.goto(`${companion.origin}/#/lesson/first-words`);
  await page.getByRole('button', { name: /^Get it/ }).click();
  await expect(page.getByText('Parley can understand you on this device')).toBeVisible({
    timeout: 60_000,
  });
}

/** Opens the lesson from a file, as a pupil who was given one. */
async function openLesson(page: Page, policy: Lesson['policy']): Promise<void> {
  await page.goto(companion.origin);
  await page.getByRole('button', { name: 'I have a link' }).click();
  const buffer = Buffer.from(JSON.stringify(lesson(policy)));
  await page
    .locator('input[type="file"]')
    .setInputFiles({ name: 'lesson.json', mimeType: 'application/json', buffer });
}

/**
 * A page that can listen by itself and would rather have the companion do it, in a lesson of that
 * policy; returns what it asks from then on.
 */
async function start(
  page: Page,
  privacy: 'home' | 'cloud',
  policy: Lesson['policy'],
): Promise<Request[]> {
  companion = await startCompanion(port, [kitchen(privacy)]);
  await openStudio(page);
  await fetchListening(page);
  await chooseMode(page, 'serverPreferred');
  const asked = watch(page);
  await openLesson(page, policy);
  await page.getByRole('button', { name: 'Start the lesson' }).click();
  // The author allows it; whether it may is the learner's word.
  if (privacy === 'home' && policy === 'school-network') {
    await expect(page.getByText('would go to kitchen, at home')).toBeVisible();
    expect(paths(asked).filter((path) => path.startsWith('/v1/'))).toEqual([]);
    await page.getByRole('button', { name: 'Yes, to kitchen' }).click();
  }
  return asked;
}

/** Says an answer; once more where a busy machine lost a word of it. */
async function answer(page: Page, recording: string): Promise<void> {
  await expect(async () => {
    await expect(status(page)).toContainText('Listening', { timeout: 60_000 });
    await speak(page, `first-words/${recording}.wav`);
    await expect(right(page)).toBeVisible({ timeout: 20_000 });
  }).toPass({ timeout: 150_000 });
}

test.describe.configure({ timeout: 240_000 });

test(
  'a lesson of this device only asks no companion anything, whatever it could do',
  { tag: '@spoken' },
  async ({ page }) => {
    const asked = await start(page, 'home', 'device-only');
    await expect(status(page)).toContainText('Listening', { timeout: 60_000 });
    const before = asked.length;
    await answer(page, 'capital-paris');
    await answer(page, 'seven');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('All two', {
      timeout: 60_000,
    });
    expect(paths(asked).filter((path) => path.startsWith('/v1/'))).toEqual([]);
    // Not even how things are, while the lesson lasts.
    expect(asked.length).toBe(before);
  },
);

test(
  'where server comes first and the lesson allows it, the companion listens; killed, this device goes on in the same turn',
  { tag: '@spoken' },
  async ({ page }) => {
    const asked = await start(page, 'home', 'school-network');
    await answer(page, 'capital-paris');
    const heard = asked.filter((request) => request.url().endsWith('/v1/audio/transcriptions'));
    expect(heard.length).toBeGreaterThan(0);
    for (const request of heard) {
      expect(request.headers()['x-parley-policy']).toBe('school-network');
      expect(request.headers()['x-parley-upstream']).toBe('kitchen');
    }
    await expect(page).toHaveTitle(/step 2\b/, { timeout: 30_000 });
    await companion.kill();
    await answer(page, 'seven');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('All two', {
      timeout: 60_000,
    });
  },
);

test('only the companion hears: the sheet says so, and writing and speaking take turns', async ({
  page,
}) => {
  companion = await startCompanion(port, [kitchen('home')]);
  await openStudio(page);
  await openLesson(page, 'school-network');
  const sheet = page.getByRole('main');
  await expect(sheet).toContainText('kitchen can understand you in this lesson');
  await expect(sheet).toContainText('This device can do it instead');
  await expect(sheet).not.toContainText('To understand you, Parley fetches');
  await expect(sheet).toContainText('until you say yes to kitchen');
  await page.getByRole('button', { name: 'Start the lesson' }).click();
  await page.getByRole('button', { name: 'Yes, to kitchen' }).click();
  await expect(status(page)).toContainText('Listening', { timeout: 60_000 });
  const box = page.locator('[data-answer]');
  for (let round = 0; round < 2; round += 1) {
    await page.getByRole('button', { name: 'Type', exact: true }).click();
    await expect(box).toBeFocused();
    await page.getByRole('button', { name: 'Answer aloud' }).first().click();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(status(page)).toContainText('Listening', { timeout: 20_000 });
  }
});

test('a school lesson sends nothing to a cloud', { tag: '@spoken' }, async ({ page }) => {
  const asked = await start(page, 'cloud', 'school-network');
  await answer(page, 'capital-paris');
  expect(paths(asked).filter((path) => path.startsWith('/v1/'))).toEqual([]);
  // Whoever asked how things are was told, and kept to the lesson.
  expect(paths(asked)).toContain('/api/routes');
});
