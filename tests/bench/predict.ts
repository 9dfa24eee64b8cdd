import type { SpeedFigures } from '../../src/contracts/route.ts';
import { lowerQuartile } from '../../src/device/probe-timer.ts';
import { startEnginesServer } from '../e2e/pages/engines-server.ts';
import { launchChromium } from './browser.ts';

/** So many to warm up, while the browser still compiles, and so many that count. */
const RUNS = 40;
const FIGURES = [
  ['firstMs', 'ms to the first answer'],
  ['tokensPerSecond', 'tokens per second'],
] as const;

/**
 * By the quick quarter, as probes do it: of a speed, that is the upper one. What else the machine does
 * only ever makes a run slower.
 */
function quick(all: readonly (SpeedFigures | null)[], name: keyof SpeedFigures): number {
  const sign = name === 'tokensPerSecond' ? -1 : 1;
  const values = all.flatMap((figures) => figures?.[name] ?? []);
  return sign * lowerQuartile(values.map((value) => sign * value));
}

/** What is expected of each tiny model from probes, and what it really does in the same minutes. */
export async function benchPredict(): Promise<void> {
  for (const isolated of [false, true]) {
    const server = await startEnginesServer('device', isolated);
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      page.on('pageerror', (error) => console.error(error.message));
      await page.goto(server.url);
      await page.waitForFunction(() => 'device' in window);
      const found = await page.evaluate((runs) => window.device.compare(runs), RUNS);
      console.log(`predict, tiny models, WASM, ${isolated ? 'all threads' : 'one thread'}`);
      for (const { setup, predicted, measured } of found) {
        for (const [name, words] of FIGURES) {
          const [expected, real] = [quick(predicted, name), quick(measured, name)];
          if (Number.isNaN(expected) || Number.isNaN(real)) continue;
          const error = `${((expected / real - 1) * 100).toFixed(0)} %`;
          console.log(
            `  ${setup.modelId.padEnd(17)} ${words.padEnd(23)} predicted ${expected.toFixed(1).padStart(7)}` +
              `  measured ${real.toFixed(1).padStart(7)}  error ${error.padStart(6)}`,
          );
        }
      }
    } finally {
      await browser.close();
      await server.close();
    }
  }
}
