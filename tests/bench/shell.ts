import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { launchChromium, startCompanion } from './browser.ts';

/** What the first screen costs, and how long until one can press and until the tutor speaks. */
export async function benchShell(): Promise<void> {
  const companion = await startCompanion(3191);
  const browser = await launchChromium();
  try {
    for (const start of ['cold', 'warm'] as const) {
      const interactive: number[] = [];
      const firstSound: number[] = [];
      let bytes = 0;
      const shared = start === 'warm' ? await browser.newContext() : null;
      if (shared) {
        const page = await shared.newPage();
        await page.goto(companion.origin);
        await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
        await page.waitForTimeout(3_000);
        await page.close();
      }
      for (let round = 0; round < 5; round++) {
        const context = shared ?? (await browser.newContext());
        const page = await context.newPage();
        const scripts = new Set<string>();
        page.on('response', (response) => {
          if (response.request().resourceType() === 'script') {
            scripts.add(new URL(response.url()).pathname);
          }
        });
        await page.goto(companion.origin);
        const button = page.getByRole('button', { name: 'Start a first lesson' });
        await button.waitFor();
        interactive.push(await page.evaluate(() => performance.now()));
        if (round === 0) {
          for (const path of scripts) {
            if (path.startsWith('/assets/')) bytes += gzipSync(readFileSync(`dist${path}`)).length;
          }
        }
        const pressed = await page.evaluate(() => performance.now());
        await button.click();
        await page.locator('.voice-state', { hasText: 'The tutor is speaking' }).waitFor();
        firstSound.push((await page.evaluate(() => performance.now())) - pressed);
        await (shared ? page.close() : context.close());
      }
      console.log(`${start} start, 5 rounds, median (min–max)`);
      if (start === 'cold') console.log(`  JavaScript of the first screen  ${bytes} bytes gzip`);
      console.log(`  to interactive                  ${spread(interactive)} ms`);
      console.log(`  press to first prompt           ${spread(firstSound)} ms`);
      await shared?.close();
    }
  } finally {
    await browser.close();
    companion.stop();
  }
}

function spread(values: number[]): string {
  const sorted = values.toSorted((a, b) => a - b).map(Math.round);
  return `${sorted[Math.floor(sorted.length / 2)]} (${sorted[0]}–${sorted.at(-1)})`;
}
