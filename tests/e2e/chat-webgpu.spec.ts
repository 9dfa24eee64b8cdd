import { expect, test } from '@playwright/test';
import { chromiumPath } from '../../scripts/chromium-path.ts';
import { startEnginesServer, type EnginesServer } from './pages/engines-server.ts';
import type {} from './pages/chat.ts';

// A WebGPU in software: right, and slow.
test.describe.configure({ timeout: 300_000 });
test.use({
  launchOptions: {
    executablePath: chromiumPath()!,
    args: ['--enable-unsafe-webgpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  },
});

let server: EnginesServer;

test.beforeAll(async () => {
  server = await startEnginesServer('chat');
});
test.afterAll(() => server.close());

test('the tutor answers on WebGPU, a few tokens, when it is asked to run there', async ({
  page,
}) => {
  await page.goto(server.url);
  await page.waitForFunction(() => 'chats' in window);
  await page.evaluate(() => window.chats.get('tiny-tutor', 'webgpu'));
  const found = await page.evaluate(() =>
    window.chats.once('webgpu', 'What is the capital of France?', { temperature: 0, maxTokens: 6 }),
  );
  expect(found).not.toHaveProperty('error');
  expect(found.loaded).toMatchObject({ device: 'webgpu', variant: 'webgpu' });
  expect('The capital of France is Paris.'.startsWith(found.text!)).toBe(true);
  expect(found.end).toMatchObject({ replyTokens: 6, finish: 'length' });
  test.info().annotations.push({ type: 'webgpu', description: JSON.stringify(found) });
});

test('on WebGPU too a conversation is cut where it changed, and the words stay right', async ({
  page,
}) => {
  await page.goto(server.url);
  await page.waitForFunction(() => 'chats' in window);
  await page.evaluate(() => window.chats.get('tiny-tutor', 'webgpu'));
  const { kept, anew } = await page.evaluate(() =>
    window.chats.changed('webgpu', 'What is the capital of France?', 7),
  );
  expect(kept.text).toContain('Paris');
  expect(kept.text).toBe(anew.text);
  expect(kept.end.cachedTokens).toBeGreaterThan(16);
  expect(kept.end.cachedTokens).toBeLessThan(kept.end.promptTokens - 3);
});

test('a graphics chip that is lost is told as that, and the next call starts anew', async ({
  page,
  browser,
}) => {
  await page.goto(server.url);
  await page.waitForFunction(() => 'chats' in window);
  await page.evaluate(() => window.chats.get('tiny-tutor', 'webgpu'));
  await page.evaluate(() => window.chats.stay('webgpu'));
  const session = await browser.newBrowserCDPSession();
  // Its answer never comes: who would send it is gone.
  void session.send('Browser.crashGpuProcess').catch(() => undefined);
  const ask = () =>
    page.evaluate(() =>
      window.chats.askAgain('What is the capital of France?', { temperature: 0, maxTokens: 3 }),
    );
  // Until the crash has come through, it still answers.
  await expect.poll(ask, { timeout: 60_000 }).toEqual({ error: 'gpu-lost', loaded: null });
  expect(await ask()).toMatchObject({ text: 'The capital of', loaded: { device: 'webgpu' } });
});

test('software is not taken for a graphics chip', async ({ page }) => {
  await page.goto(server.url);
  await page.waitForFunction(() => 'chats' in window);
  await page.evaluate(() => window.chats.get('tiny-tutor', 'wasm'));
  const found = await page.evaluate(() => window.chats.once(undefined, 'Hello.', { maxTokens: 2 }));
  expect(found.loaded).toMatchObject({ device: 'wasm' });
});
