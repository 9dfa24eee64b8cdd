import { expect, test, type Page } from '@playwright/test';
import { readFile, rm } from 'node:fs/promises';
import { runGateway, type RunningGateway } from '../contract/server/gateway/running-gateway.ts';
import { buildStorePage } from '../fakes/build-store-page.ts';
import { runFaultUpstream, type FaultUpstream } from '../fakes/fault-upstream.ts';
import { startHubServer, type HubServer } from '../fakes/hub-server.ts';
import { fixtureModels } from '../fakes/provider-parts.ts';
import type {} from '../fakes/store-page/http-engines-page.ts';

/**
 * The four jobs over HTTP from a real browser, to a companion on another origin: preflights, forms,
 * streams and aborts as browsers do them. What can go wrong in an answer is in
 * tests/contract/engines/http-chat.test.ts.
 */

let site: string;
let hub: HubServer;
let upstream: FaultUpstream;
let companion: RunningGateway;

test.beforeAll(async () => {
  site = await buildStorePage('http-engines');
  hub = await startHubServer([], site);
  upstream = await runFaultUpstream({ name: 'far' });
  companion = await runGateway(
    {
      origins: [hub.url],
      upstreams: [
        { name: 'attic', kind: 'embedded', privacy: 'device' },
        { name: 'far', kind: 'openai', url: upstream.url, privacy: 'home' },
      ],
    },
    { modelsDir: fixtureModels },
  );
});
test.afterAll(async () => {
  await companion.stop();
  await upstream.stop();
  await hub.close();
  await rm(site, { recursive: true, force: true });
});

async function open(page: Page): Promise<void> {
  await page.goto(`${hub.url}/http-engines.html`);
  await page.waitForFunction(() => window.httpEngines !== undefined);
}
const chat = (page: Page, address: string, model: string, stopAfter?: number) =>
  page.evaluate(
    ([where, name, pieces]) =>
      window.httpEngines!.chat(where, name, 'What is the capital of France?', pieces),
    [address, model, stopAfter] as const,
  );

test('a companion elsewhere answers, hears, speaks and embeds', async ({ page }) => {
  test.setTimeout(120_000);
  await open(page);
  expect(await chat(page, companion.url, 'tiny-tutor')).toEqual({
    text: 'The capital of France is Paris.',
    code: '',
  });
  const wav = await readFile('tests/fixtures/speech/pub_02.wav');
  const heard = await page.evaluate(([where, bytes]) => window.httpEngines!.hear(where, bytes), [
    companion.url,
    [...wav],
  ] as const);
  expect(heard).toBe('Start the lesson.');
  const spoken = await page.evaluate(
    (where) => window.httpEngines!.speak(where, 'Hello. How are you?'),
    companion.url,
  );
  expect(spoken.map(({ text }) => text)).toEqual(['Hello.', 'How are you?']);
  for (const { seconds } of spoken) expect(seconds).toBeGreaterThan(0.05);
  const sizes = await page.evaluate(
    (where) => window.httpEngines!.embed(where, ['one', 'two']),
    companion.url,
  );
  expect(new Set(sizes).size).toBe(1);
});

test('half an answer is an error, and a reply that is given up ends far away', async ({ page }) => {
  await open(page);
  const cut = await chat(page, companion.url, 'cut-after');
  expect(cut.code).toBe('http-cut');
  expect(cut.text).toMatch(/^far/);
  expect(await chat(page, companion.url, '429')).toMatchObject({ code: 'http-busy' });
  expect(await chat(page, companion.url, 'endless', 2)).toMatchObject({ code: 'AbortError' });
  await expect.poll(() => upstream.open()).toBe(0);
});

test('a page that the companion does not know, and a machine that is not there', async ({
  page,
}) => {
  await open(page);
  // The stand-in lets no page read its answers: to the page nothing answers.
  expect(await chat(page, upstream.url, 'good')).toMatchObject({ code: 'http-unreachable' });
  expect(await chat(page, 'http://127.0.0.1:9', 'any')).toMatchObject({ code: 'http-unreachable' });
});

test('a redirect is not followed', async ({ page }) => {
  await open(page);
  await page.route('**/v1/chat/completions', (route) =>
    route.fulfill({ status: 307, headers: { location: 'http://elsewhere.example/' } }),
  );
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  expect(await chat(page, hub.url, 'any')).toMatchObject({ code: 'http-redirected' });
  expect(asked.filter((url) => url.includes('elsewhere'))).toEqual([]);
});
