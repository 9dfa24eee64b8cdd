import { startEnginesServer } from '../e2e/pages/engines-server.ts';
import { launchChromium } from './browser.ts';

const recordings = ['pub_01.wav', 'pub_02.wav', 'pub_03.wav', 'pub_04.wav', 'pub_05.wav'];

/** tiny-whisper in the app's worker against the bare library in the same page, round by round. */
export async function benchTranscribe(): Promise<void> {
  const server = await startEnginesServer();
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(server.url);
    await page.waitForFunction(() => 'engines' in window);
    await page.evaluate(() => window.engines.load());
    const found = await page.evaluate((files) => window.engines.compare(files, 25), recordings);
    console.log('transcribe, tiny-whisper int8, WASM, 5 recordings × 25 rounds, medians');
    console.log(`  real-time factor in the app   ${found.realTimeFactor.toFixed(4)}`);
    console.log(`  real-time factor of the bare  ${found.bareRealTimeFactor.toFixed(4)}`);
    console.log(`  ratio, round by round         ${found.ratio.toFixed(3)}`);
  } finally {
    await browser.close();
    await server.close();
  }
}
