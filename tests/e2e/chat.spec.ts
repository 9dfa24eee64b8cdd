import { expect, test, type Page } from '@playwright/test';
import { startEnginesServer, type EnginesServer } from './pages/engines-server.ts';
import type {} from './pages/chat.ts';

// Two cores shared with everything else can make an engine ten times slower.
test.describe.configure({ timeout: 180_000 });

let server: EnginesServer;

test.beforeAll(async () => {
  server = await startEnginesServer('chat');
});
test.afterAll(() => server.close());

async function open(page: Page, model = 'tiny-tutor', variant = 'wasm'): Promise<void> {
  await page.goto(server.url);
  await page.waitForFunction(() => 'chats' in window);
  await page.evaluate(([id, name]) => window.chats.get(id, name), [model, variant] as const);
}

/** A figure for the closing note; never asserted. */
const note = (type: string, description: unknown) =>
  test.info().annotations.push({ type, description: JSON.stringify(description) });

test('the tutor knows its facts, streams, and tells what it took', async ({ page }) => {
  await open(page);
  server.takeRequests();
  const found = await page.evaluate(() =>
    window.chats.once(undefined, 'What is the capital of France?', { temperature: 0 }),
  );
  expect(found).toMatchObject({ text: 'The capital of France is Paris.', isolated: true });
  expect(found.loaded).toMatchObject({ device: 'wasm', variant: 'wasm' });
  // The first token's text at once and alone, the others by the frame.
  expect(found.texts![0]).toBe('The');
  expect(found.texts!.length).toBeGreaterThan(1);
  expect(found.end).toMatchObject({ finish: 'stop', model: 'tiny-tutor', cachedTokens: 0 });
  expect(found.progress?.at(-1)).toBe(1);
  // Weights come out of the store, and the worker asks nobody else.
  expect(server.takeRequests().filter((path) => path.startsWith('/models/'))).toEqual([]);
  note('chat', { ...found.loaded, ...found.end });
});

test('turns are kept in memory, and the words are those of a model that read them anew', async ({
  page,
}) => {
  await open(page);
  const questions = [
    'What is the capital of France?',
    'How many sides does a triangle have?',
    'What is two plus two?',
    'What day comes after Saturday?',
  ];
  const turns = await page.evaluate((asked) => window.chats.conversation(asked), questions);
  const facts = ['Paris', 'three', 'four', 'Sunday'];
  for (const [index, turn] of turns.entries()) {
    expect(turn.with.text).toContain(facts[index]);
    expect(turn.with.text).toBe(turn.without.text);
    expect(turn.without.end.cachedTokens).toBe(0);
  }
  expect(turns[0]?.with.end.cachedTokens).toBe(0);
  for (const { with: turn } of turns.slice(1)) {
    const fresh = turn.end.promptTokens - turn.end.cachedTokens;
    // Only the learner's new words and the marks around them are read.
    expect(fresh).toBeLessThan(30);
    expect(turn.end.cachedTokens).toBeGreaterThan(10);
  }
});

test('what was read ahead need not be read again, and changes no word', async ({ page }) => {
  await open(page);
  const { plain, ahead } = await page.evaluate(() =>
    window.chats.ahead('What is the capital of France?'),
  );
  expect(ahead.text).toBe(plain.text);
  expect(ahead.end.cachedTokens).toBeGreaterThan(5);
});

test('a reply given up stops, and the engine answers the next', async ({ page }) => {
  await open(page);
  const found = await page.evaluate(() =>
    window.chats.interrupt('What is the capital of France?', 'What is two plus two?'),
  );
  expect(found).toMatchObject({ texts: 1, error: 'AbortError' });
  expect(found.text).toContain('four');
  note('interrupt', found);
});

test('stop strings and limits end a reply', async ({ page }) => {
  await open(page);
  const question = 'What is the capital of France?';
  const stopped = await page.evaluate(
    (asked) => window.chats.once('wasm', asked, { temperature: 0, stop: [' Paris'] }),
    question,
  );
  expect(stopped).toMatchObject({ text: 'The capital of France is', end: { finish: 'stop' } });
  const cut = await page.evaluate(
    (asked) => window.chats.once('wasm', asked, { temperature: 0, maxTokens: 3 }),
    question,
  );
  expect(cut.end).toMatchObject({ finish: 'length', replyTokens: 3 });
});

test('a schema is followed even by a model that never saw JSON', async ({ page }) => {
  await open(page);
  const schema = {
    type: 'object',
    properties: {
      verdict: { enum: ['right', 'partly', 'wrong', 'unsure'] },
      points: { type: 'integer', minimum: 0, maximum: 10 },
      note: { type: 'string', maxLength: 20 },
      sure: { type: 'boolean' },
    },
    required: ['verdict', 'points', 'note', 'sure'],
  };
  const found = await page.evaluate(
    (followed) =>
      window.chats.once('wasm', 'Is Paris in France?', {
        temperature: 0,
        maxTokens: 200,
        schema: followed,
      }),
    schema,
  );
  const value = JSON.parse(found.text!) as Record<string, unknown>;
  expect(Object.keys(value)).toEqual(schema.required);
  expect(schema.properties.verdict.enum).toContain(value['verdict']);
  expect(typeof value['sure']).toBe('boolean');
});

test('a model nobody needs leaves memory, and comes back', async ({ page }) => {
  await open(page);
  const found = await page.evaluate(() => window.chats.idle('What is two plus two?'));
  expect(found).toEqual({ during: true, after: false, same: true });
});

test('without a graphics chip a model that wants one says so', async ({ page }) => {
  await open(page, 'tiny-tutor', 'webgpu');
  const found = await page.evaluate(() => window.chats.once(undefined, 'Hello.', {}));
  expect(found).toMatchObject({ error: 'gpu-missing' });
});

test('vectors find the fact that a question is about', async ({ page }) => {
  await open(page, 'tiny-embedder');
  const facts = [
    'The capital of France is Paris.',
    'A triangle has three sides.',
    'The capital of Spain is Madrid.',
    'Two plus two is four.',
    'Sunday comes after Saturday.',
  ];
  const questions = [
    'What is two plus two?',
    'What day comes after Saturday?',
    'What is the capital of France?',
    'How many sides does a triangle have?',
    'What is the capital of Spain?',
  ];
  const found = await page.evaluate(([known, asked]) => window.chats.nearest(known, asked), [
    facts,
    questions,
  ] as const);
  expect(found.places).toEqual([3, 4, 0, 1, 2]);
  for (const length of found.lengths) expect(length).toBeCloseTo(1, 4);
  expect(found.given).toBe('AbortError');
  expect(found.loaded).toMatchObject({ device: 'wasm' });
});
