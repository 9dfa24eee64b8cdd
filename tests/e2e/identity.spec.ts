import { expect, test, type Page } from '@playwright/test';
import type { Lesson } from '../../src/contracts/lesson.ts';
import { encodeLesson } from '../../src/lessons/link-codec.ts';
import { runStandIn, sendJson, type StandInServer } from '../fakes/stand-in-server.ts';
import { startCompanion, type OwnCompanion } from './support/companion.ts';
import { chooseMode } from './support/routes.ts';
import { beginTalk, fetchModels, tutorLines, write } from './support/talk.ts';

const port = Number(process.env['E2E_PORT'] ?? 3199) + 52;
const SECRET = 'My secret is a red bicycle';
let cloud: StandInServer;
let companion: OwnCompanion;
/** Everything that a cloud was sent. */
const sent: string[] = [];
test.describe.configure({ timeout: 120_000 });

test.beforeEach(async () => {
  sent.length = 0;
  cloud = await runStandIn(({ path, body }, response) => {
    if (path === '/v1/models') {
      return sendJson(response, 200, { object: 'list', data: [{ id: 'big', object: 'model' }] });
    }
    sent.push(body.toString());
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const part = (delta: object, finish: string | null = null) =>
      `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
    response.end(`${part({ content: 'The cloud answers.' })}${part({}, 'stop')}data: [DONE]\n\n`);
  });
  const { url } = cloud;
  const far = { name: 'far', kind: 'openai', url, privacy: 'cloud', keyFrom: 'FAR_KEY' };
  companion = await startCompanion(port, [far], { env: { FAR_KEY: 'key' } });
});
test.afterEach(async () => {
  await companion.kill();
  await cloud.stop();
});

/** Every request of the page that carries something. */
function watchRequests(page: Page): string[] {
  const bodies: string[] = [];
  page.on('request', (request) => {
    const body = request.postData();
    if (body !== null) bodies.push(`${request.url()} ${body}`);
  });
  return bodies;
}

const stranger = (id: string, title: string): Lesson => ({
  format: 1,
  id,
  version: 1,
  title,
  language: 'en',
  policy: 'cloud-allowed',
  steps: [{ kind: 'talk', id: 'talk', prompt: 'Tell me everything.' }],
});

async function openLink(page: Page, lesson: Lesson): Promise<void> {
  await page.goto(`${companion.origin}/#/learn/${await encodeLesson(lesson)}`);
  await expect(page.getByRole('heading', { level: 1, name: lesson.title })).toBeVisible();
}

/** Tells the tutor of this device something; gives what was sent to anybody since, and from then on. */
async function tellSecret(page: Page) {
  const bodies = watchRequests(page);
  await page.goto(companion.origin);
  await fetchModels(page, 'Tiny tutor');
  await chooseMode(page, 'serverPreferred');
  await beginTalk(page);
  await write(page, SECRET);
  await expect(tutorLines(page).first()).not.toBeEmpty({ timeout: 60_000 });
  expect(bodies.join()).not.toContain(SECRET);
  return bodies;
}

test("a stranger's link with a known id takes neither the lesson, nor the place, nor the talk", async ({
  page,
}) => {
  const bodies = await tellSecret(page);

  await test.step('a place in a lesson', async () => {
    await page.goto(`${companion.origin}/#/lesson/first-words`);
    await page.getByRole('button', { name: 'Start the lesson' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page).toHaveTitle(/step 2\b/);
  });

  await test.step('a link with the id of that lesson, opened and begun', async () => {
    await openLink(page, stranger('first-words', 'Strange words'));
    await page.getByRole('button', { name: 'Start the lesson' }).click();
    // The stranger allows the cloud; the learner is asked, and here even says yes.
    await expect(page.getByText('would go to far, in the cloud')).toBeVisible();
    expect(sent).toEqual([]);
    await page.getByRole('button', { name: 'Yes, to far' }).click();
    await expect(page.getByText('Tell me everything.').first()).toBeVisible();
    await page.goto(`${companion.origin}/#/lesson/first-words`);
    await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('Strange words');
    await expect(page.getByRole('button', { name: 'Go on at step 2' })).toBeVisible();
  });

  await test.step('a link with the id of the talk: it goes on with nothing', async () => {
    await openLink(page, stranger('parley-talk-en', 'Free talk'));
    await page.getByRole('button', { name: 'Start the lesson' }).click();
    await expect(page.getByText('Tell me everything.').first()).toBeVisible();
    await expect(page.getByText(SECRET)).toBeHidden();
    await write(page, 'Hello, who is there?');
    await expect(tutorLines(page).first()).toHaveText('The cloud answers.', { timeout: 60_000 });
    expect(sent.join()).toContain('Hello, who is there?');
  });

  await test.step('the talk is as it was', async () => {
    await page.getByRole('button', { name: 'Leave the lesson' }).click();
    await page.getByRole('link', { name: 'Talk', exact: true }).click();
    await page.getByRole('button', { name: 'This device only' }).click();
    await page.getByRole('button', { name: 'Go on with the talk' }).click();
    await expect(page.getByText(SECRET)).toBeVisible();
    await expect(page.getByText('Hello, who is there?')).toBeHidden();
  });
  expect([...bodies, ...sent].join()).not.toContain(SECRET);
});

test('a talk of this device only that is switched to a cloud begins anew there', async ({
  page,
}) => {
  const bodies = await tellSecret(page);

  await page.getByRole('button', { name: 'Leave the lesson' }).click();
  await page.getByRole('button', { name: 'Cloud allowed' }).click();
  await expect(page.getByText('goes to far, in the cloud')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Go on with the talk' })).toBeHidden();
  await page.getByRole('button', { name: 'Begin to talk' }).click();
  await expect(page.getByText(SECRET)).toBeHidden();
  await write(page, 'Good evening');
  await expect(tutorLines(page).first()).toHaveText('The cloud answers.', { timeout: 60_000 });
  expect(sent.join()).toContain('Good evening');

  await test.step('back on this device both are still there, and nothing of one is in the other', async () => {
    await page.getByRole('button', { name: 'Leave the lesson' }).click();
    await page.getByRole('button', { name: 'This device only' }).click();
    await page.getByRole('button', { name: 'Go on with the talk' }).click();
    await expect(page.getByText(SECRET)).toBeVisible();
    await expect(page.getByText('Good evening')).toBeHidden();
  });
  expect([...bodies, ...sent].join()).not.toContain(SECRET);
});
