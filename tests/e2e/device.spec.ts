import { expect, test, type Page } from '@playwright/test';
import type { DeviceProfile } from '../../src/device/device-profile.ts';
import { startEnginesServer, type EnginesServer } from './pages/engines-server.ts';

// Two cores shared with everything else can make an engine ten times slower.
test.describe.configure({ timeout: 180_000 });

let server: EnginesServer;
test.beforeAll(async () => {
  server = await startEnginesServer('device');
});
test.afterAll(() => server.close());

async function open(page: Page): Promise<void> {
  await page.goto(server.url);
  await page.waitForFunction(() => 'device' in window);
}

/** Times are for the closing note; what is asserted is that each probe was heard of. */
function note({ probes }: DeviceProfile): void {
  const description = probes
    .map(({ name, state, tookMs }) => `${name} ${state} ${tookMs.toFixed(0)} ms`)
    .join(', ');
  test.info().annotations.push({ type: 'probes', description });
}

/** A figure, or the word that there was no time for it: on a busy machine that is right too. */
function expectMeasured({ probes }: DeviceProfile, name: string, figure: number | null): void {
  const state = probes.find((probe) => probe.name === name)?.state;
  expect(state, name).toMatch(/^(ok|late)$/);
  if (state === 'ok') expect(figure, name).toBeGreaterThanOrEqual(0);
}

test(
  'a browser without a chip: the processor is measured, nothing else is made up',
  { tag: '@spoken' },
  async ({ page }) => {
    // Two threads, whatever this machine has.
    await page.addInitScript(() =>
      Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', { get: () => 4 }),
    );
    await open(page);
    const { profile, tier, shares, predictions } = await page.evaluate(() =>
      window.device.probe(true),
    );
    note(profile);
    expect(profile.graphics).toBeNull();
    expect(profile.isolated).toBe(true);
    expect(profile.browser).toMatch(/^Chrome \d+$/);
    const { oneThread, allThreads, threads } = profile.wasm;
    expect(threads).toBe(2);
    for (const [count, rates] of [
      [1, oneThread],
      [threads, allThreads],
    ] as const) {
      expectMeasured(profile, `wasm-fp32-matrix-${count}`, rates!.fp32.matrixGflops);
      expectMeasured(profile, `wasm-fp32-vector-${count}`, rates!.fp32.vectorGweightsPerS);
    }
    expectMeasured(profile, `wasm-int8-matrix-${threads}`, allThreads!.int8.matrixGflops);
    expectMeasured(profile, `wasm-int4-matrix-${threads}`, allThreads!.int4.matrixGflops);
    expectMeasured(profile, `wasm-operators-${threads}`, allThreads!.operatorMicros);
    const names = profile.probes.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('wasm-load-1');
    expect(names).toContain(`wasm-load-${threads}`);
    expect(profile.probes.find(({ name }) => name === 'graphics')?.state).toBe('missing');
    expect(profile.probes.filter(({ state }) => state === 'failed')).toEqual([]);
    // It says how far it is, and comes to an end.
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    expect(tier).toMatch(/^(MINIMAL|\w+_CPU)$/);
    expect(predictions.every(({ runtime }) => runtime === 'wasm')).toBe(true);
    expect(predictions.some(({ figures }) => figures !== null)).toBe(true);
  },
);

test(
  'what was measured is kept: the next visit starts no worker and loads no runtime',
  { tag: '@spoken' },
  async ({ page }) => {
    await open(page);
    const first = await page.evaluate(() => window.device.probe(true));
    server.takeRequests();
    await open(page);
    const second = await page.evaluate(() => window.device.probe(false));
    expect(server.takeRequests().filter((path) => path.startsWith('/ort/'))).toEqual([]);
    expect(second.profile.wasm).toEqual(first.profile.wasm);
    const cached = second.profile.probes.filter(({ state }) => state === 'cached');
    expect(cached.map(({ name }) => name)).toContain('wasm-load-1');
    expect(second.tier).toBe(first.tier);
  },
);

test('it can be given up at any moment', { tag: '@spoken' }, async ({ page }) => {
  await open(page);
  for (const afterMs of [0, 60, 400]) {
    expect(await page.evaluate((ms) => window.device.cancel(ms), afterMs)).toBe('AbortError');
  }
  // And the page is well after it.
  expect(
    (await page.evaluate(() => window.device.probe(true))).profile.wasm.oneThread,
  ).not.toBeNull();
});

test(
  'a simulated chip is measured, marked, and counts as none',
  { tag: '@spoken' },
  async ({ playwright, launchOptions }) => {
    const args = [...(launchOptions.args ?? []), '--enable-unsafe-webgpu'];
    const browser = await playwright.chromium.launch({ ...launchOptions, args });
    try {
      const page = await browser.newPage();
      await open(page);
      const { profile, tier, predictions } = await page.evaluate(() => window.device.probe(true));
      note(profile);
      const chip = profile.graphics!;
      expect(chip).toMatchObject({ software: true });
      const { submitMs, dispatchMicros, bandwidthGbPerS, matrixGflops } = chip;
      expectMeasured(profile, 'graphics-submit', submitMs);
      expectMeasured(profile, 'graphics-dispatch', dispatchMicros);
      expectMeasured(profile, 'graphics-bandwidth', bandwidthGbPerS);
      expectMeasured(profile, 'graphics-matrix', matrixGflops);
      expectMeasured(profile, 'graphics-buffer', chip.trialBufferBytes);
      expect(profile.key).toContain('swiftshader');
      expect(tier).toMatch(/^(MINIMAL|\w+_CPU)$/);
      expect(predictions.every(({ runtime }) => runtime === 'wasm')).toBe(true);
    } finally {
      await browser.close();
    }
  },
);
