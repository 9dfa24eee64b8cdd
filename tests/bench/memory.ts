import { loadavg } from 'node:os';
import { percentile } from '../../src/base/percentile.ts';
import { freshProfile, startCompanion, visit } from './browser.ts';
import { sampleMemory, type MemorySample } from './renderer-memory.ts';

const LOOK_FOR_MS = 45_000;
/** What is still there at the end of that is settled. */
const SETTLED_MS = 5_000;
const SHOWN_S = [1, 3, 5, 10, 15, 20, 30, 40];
/** So long a page that was opened again is left alone before the press. */
const IDLE_MS = 8_000;

/**
 * Memory of the renderer from the press that begins the first lesson on: without any model (the
 * yardstick), on the first visit, and on the second, with ears and voice on the device. Linux only.
 */
export async function benchMemory(): Promise<void> {
  const none = await startCompanion(3191, { BUNDLED_MODELS: 'off', MODELS_DIR: freshProfile() });
  const real = await startCompanion(3190, { BUNDLED_MODELS: 'on', MODELS_DIR: freshProfile() });
  try {
    console.log('renderer, resident MB after the press; settled = median of the last 5 s of 45');
    const yardstick = await press(freshProfile(), none.origin, 1_000);
    tell('no model (yardstick)', yardstick, yardstick);
    const profile = freshProfile();
    tell('first visit', await press(profile, real.origin, 1_000), yardstick);
    tell('second visit, at once', await press(profile, real.origin, 500), yardstick);
    tell('second visit, after a while', await press(profile, real.origin, IDLE_MS), yardstick);
  } finally {
    none.stop();
    real.stop();
  }
}

async function press(profile: string, origin: string, afterMs: number): Promise<MemorySample[]> {
  const { page, close } = await visit(profile, origin);
  try {
    const begin = page.getByRole('button', { name: /^(Start a first lesson|Go on)$/ });
    await begin.waitFor();
    await page.waitForTimeout(afterMs);
    await begin.click();
    return await sampleMemory(profile, LOOK_FOR_MS);
  } finally {
    await close();
  }
}

const peakOf = (samples: readonly MemorySample[]) =>
  samples.reduce((most, each) => (each.residentMb > most.residentMb ? each : most));

function settledOf(samples: readonly MemorySample[]): number {
  const from = (samples.at(-1)?.atMs ?? 0) - SETTLED_MS;
  const last = samples.filter(({ atMs }) => atMs >= from).map(({ residentMb }) => residentMb);
  return percentile(last, 0.5);
}

function tell(
  name: string,
  samples: readonly MemorySample[],
  yardstick: readonly MemorySample[],
): void {
  const peak = peakOf(samples);
  const settled = settledOf(samples);
  const more = (value: number, than: number) => `+${(value - than).toFixed(0)}`;
  const base = settledOf(yardstick);
  console.log(
    `  ${name.padEnd(28)} peak ${peak.residentMb.toFixed(0)} (${more(peak.residentMb, base)}) at ` +
      `${(peak.atMs / 1000).toFixed(1)} s, settled ${settled.toFixed(0)} (${more(settled, base)}), ` +
      `load ${(loadavg()[0] ?? 0).toFixed(1)}`,
  );
  const shown = SHOWN_S.map((seconds) => {
    const found = samples.find(({ atMs }) => atMs >= seconds * 1000);
    return `${seconds} s ${(found?.residentMb ?? 0).toFixed(0)}`;
  });
  console.log(`    ${shown.join(' · ')}`);
}
