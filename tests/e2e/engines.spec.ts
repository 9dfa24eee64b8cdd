import { expect, test, type Page } from '@playwright/test';
import { startEnginesServer, type EnginesServer } from './pages/engines-server.ts';

/** Held-out recordings and what tiny-whisper makes of them in Node, with the same weights. */
const recordings: readonly (readonly [string, string])[] = [
  ['pub_01.wav', 'A triangle has three sides.'],
  ['pub_02.wav', 'Start the lesson.'],
  ['pub_03.wav', 'Sunday comes after Saturday.'],
  ['pub_04.wav', 'Saturday Friday Wednesday Sunday.'],
  ['pub_05.wav', 'I am sure it is goodbye degrees.'],
];

// Two cores shared with everything else can make an engine ten times slower.
test.describe.configure({ timeout: 180_000 });

let server: EnginesServer;

test.beforeAll(async () => {
  server = await startEnginesServer();
});
test.afterAll(() => server.close());

async function open(page: Page): Promise<void> {
  await page.goto(server.url);
  await page.waitForFunction(() => 'engines' in window);
}

/** A figure for the closing note; never asserted. */
const note = (type: string, description: string) =>
  test.info().annotations.push({ type, description });

test.describe('transcribing in a worker', () => {
  test('five recordings, silence, and more than one window', async ({ page }) => {
    await open(page);
    const { loaded, isolated, cause } = await page.evaluate(() => window.engines.load());
    expect(cause).toBeUndefined();
    expect(isolated).toBe(true);
    expect(loaded).toMatchObject({ device: 'wasm', variant: 'wasm' });
    note('load', JSON.stringify(loaded));
    for (const [file, text] of recordings) {
      const heard = await page.evaluate((name) => window.engines.transcribe(name), file);
      expect(heard).toMatchObject({ text, final: true });
      expect(heard.confidence).toBeGreaterThan(0.3);
    }
    const silence = await page.evaluate(() => window.engines.transcribeSilence());
    expect(silence).toMatchObject({ text: '', doubt: 'silence' });
    const long = await page.evaluate(() =>
      window.engines.transcribeLong('pub_01.wav', 'pub_03.wav'),
    );
    expect(long.seconds).toBeGreaterThan(6);
    expect(long.text).toContain('triangle');
    expect(long.text).toContain('Saturday');
  });

  test('a run given up frees the worker for the next', async ({ page }) => {
    await open(page);
    await page.evaluate(() => window.engines.load());
    const result = await page.evaluate(() => window.engines.cancel('pub_01.wav'));
    expect(result).toMatchObject({ first: 'AbortError', text: 'A triangle has three sides.' });
    note('cancel', JSON.stringify(result));
  });
});

test('weights stay: the second load asks nobody', async ({ page }) => {
  await open(page);
  await page.evaluate(() => window.engines.load());
  await open(page);
  server.takeRequests();
  const { loaded } = await page.evaluate(() => window.engines.load());
  expect(loaded?.device).toBe('wasm');
  expect(server.takeRequests().filter((path) => path.startsWith('/models/'))).toEqual([]);
  const heard = await page.evaluate(() => window.engines.transcribe('pub_02.wav'));
  expect(heard.text).toBe('Start the lesson.');
});

test.describe('espeak-ng in a worker', () => {
  test('speaks sentence by sentence, says when each word begins, and is at once there', async ({
    page,
  }) => {
    await open(page);
    const text = 'Hello there. What is the capital of France?';
    const cold = await page.evaluate((said) => window.engines.speak(said, 'en'), text);
    expect(cold.texts).toEqual(['Hello there.', 'What is the capital of France?']);
    expect(cold.words).toEqual([
      ['Hello', 'there'],
      ['What', 'is', 'the', 'capital', 'of', 'France'],
    ]);
    for (const peak of cold.peaks) expect(peak).toBeGreaterThan(0.2);
    for (const seconds of cold.seconds) expect(seconds).toBeGreaterThan(0.4);
    const warm: number[] = [];
    for (const said of ['Good morning.', 'Yes.', 'That is right.', 'Try again.', 'Well done.']) {
      warm.push((await page.evaluate((line) => window.engines.speak(line, 'en'), said)).firstMs);
    }
    note('espeak first sample', JSON.stringify({ coldMs: cold.firstMs, warmMs: warm }));
    const slow = await page.evaluate((said) => window.engines.speak(said, 'en', 0.6), text);
    expect(slow.seconds[1]).toBeGreaterThan((cold.seconds[1] ?? 0) * 1.3);
  });

  test('other languages fetch their own dictionary once', async ({ page }) => {
    await open(page);
    server.takeRequests();
    const spoken = [
      ['¿Cuál es la capital de Francia?', 'es-ES'],
      ['Quelle est la capitale de la France ?', 'fr'],
      ['Encore une fois.', 'fr-CA'],
    ] as const;
    for (const [text, language] of spoken) {
      const result = await page.evaluate(([said, tag]) => window.engines.speak(said, tag), [
        text,
        language,
      ] as const);
      expect(result.peaks[0]).toBeGreaterThan(0.2);
    }
    const fetched = server.takeRequests().filter((path) => path.startsWith('/espeak/'));
    expect(fetched.sort()).toEqual(
      ['base.bin', 'es.bin', 'espeak-ng.js', 'fr.bin'].map((name) => `/espeak/${name}`),
    );
  });
});

test.describe('the speaker', { tag: '@spoken' }, () => {
  /** Browsers start sound only after a gesture. */
  const touch = (page: Page) => page.mouse.click(10, 10);

  test('sounds, captions grow with the sound, and all of it was heard', async ({ page }) => {
    await open(page);
    await touch(page);
    const text = 'Hello there. What is the capital of France?';
    const said = await page.evaluate((line) => window.engines.play(line), text);
    expect(said).toMatchObject({ heard: text, complete: true });
    expect(said.peak).toBeGreaterThan(0.1);
    expect(said.level).toBeGreaterThan(0.3);
    expect(said.captions.at(-1)).toBe(text);
    expect(said.captions).toContain('Hello there. What is the');
    note('speaker', JSON.stringify({ firstSoundMs: said.firstSoundMs }));
  });

  test('stops at once and knows what was heard', async ({ page }) => {
    await open(page);
    await touch(page);
    const text =
      'One two three four five six seven eight nine ten eleven twelve thirteen fourteen.';
    const said = await page.evaluate((line) => window.engines.play(line, 'five'), text);
    expect(said.complete).toBe(false);
    expect(said.heard).toContain('One two three');
    expect(text.startsWith(said.heard)).toBe(true);
    expect(said.heard.length).toBeLessThan(text.length);
    note('speaker stop', JSON.stringify({ silentMs: said.silentMs, heard: said.heard }));
  });
});
