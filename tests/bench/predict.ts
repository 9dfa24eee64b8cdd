import type { Browser } from '@playwright/test';
import type { SpeedFigures } from '../../src/contracts/route.ts';
import { lowerQuartile } from '../../src/device/probe-timer.ts';
import { startEnginesServer } from '../e2e/pages/engines-server.ts';
import { launchChromium } from './browser.ts';

const RUNS = 16;

/** Processor time of all pages of a browser, ms. */
async function processorMs(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const pages = processInfo.filter(({ type }) => type === 'renderer');
  return pages.reduce((sum, { cpuTime }) => sum + cpuTime * 1000, 0);
}

/** By the quick quarter, as probes do it: of a speed, that is the upper one. */
function quick(all: readonly (SpeedFigures | null)[], name: keyof SpeedFigures): number {
  const sign = name === 'tokensPerSecond' ? -1 : 1;
  const values = all.flatMap((figures) => figures?.[name] ?? []);
  return sign * lowerQuartile(values.map((value) => sign * value));
}

function print(model: string, what: string, expected: number, found: number): void {
  const error = `${((expected / found - 1) * 100).toFixed(0)} %`;
  const figures = `predicted ${expected.toFixed(1).padStart(7)}  measured ${found.toFixed(1).padStart(7)}`;
  console.log(`  ${model.padEnd(17)} ${what.padEnd(22)} ${figures}  error ${error.padStart(6)}`);
}

/**
 * What is expected of each tiny model from probes, and what it really does in the same minutes. On a
 * machine that does something else as well, a clock on the wall measures the something else: beside
 * it stands the time that a processor really worked, with one thread, which is what a quiet machine
 * would take.
 */
export async function benchPredict(): Promise<void> {
  for (const isolated of [false, true]) {
    const server = await startEnginesServer('device', isolated);
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      page.on('pageerror', (error) => console.error(error.message));
      await page.exposeFunction('processorMs', () => processorMs(browser));
      await page.goto(server.url);
      await page.waitForFunction(() => 'device' in window);
      const found = await page.evaluate((runs) => window.device.compare(runs), RUNS);
      console.log(
        isolated
          ? 'predict, tiny models, WASM, all threads, by the clock'
          : 'predict, tiny models, WASM, one thread, by processor time',
      );
      for (const { setup, predicted, measured, processorMs: usedMs } of found) {
        const firstMs = quick(predicted, 'firstMs');
        const perSecond = quick(predicted, 'tokensPerSecond');
        if (!isolated) {
          const tokens = measured.reduce((sum, run) => sum + run.tokens, 0) / measured.length;
          const replyMs = tokens > 1 ? ((tokens - 1) * 1000) / perSecond : 0;
          print(setup.modelId, 'ms for the whole run', firstMs + replyMs, usedMs);
          continue;
        }
        const figures = measured.map((run) => run.figures);
        print(setup.modelId, 'ms to the first answer', firstMs, quick(figures, 'firstMs'));
        if (!Number.isNaN(perSecond)) {
          print(setup.modelId, 'tokens per second', perSecond, quick(figures, 'tokensPerSecond'));
        }
      }
    } finally {
      await browser.close();
      await server.close();
    }
  }
}
