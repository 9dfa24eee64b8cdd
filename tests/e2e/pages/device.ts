import { DeviceProfiles } from '../../../src/device/device-profiles.ts';
import { predict } from '../../../src/device/predict.ts';
import { setupsOn } from '../../fakes/setups-on.ts';
import { probeDevice } from '../../../src/device/probe-device.ts';
import { tierOf } from '../../../src/device/tier-of.ts';
import { catalog } from '../../../src/model-store/catalog.ts';
import { openBrowserModels } from '../../../src/model-store/browser-models.ts';
import { openDatabase } from '../../../src/storage/database.ts';
import { LiveDatabase } from '../../../src/storage/live-database.ts';
import { openTinyRun } from './tiny-runs.ts';

const never = new AbortController().signal;
/** This page's server knows no such file, so the companion's own line is not measured here. */
const database = openDatabase();
const kept = new DeviceProfiles(new LiveDatabase(() => database));

/** Ids of the models whose weights are in the fixtures. */
async function tinyModels() {
  const served = (await (await fetch('/models/')).json()) as { id: string }[];
  return catalog.filter(({ id, fixture }) => fixture && served.some((each) => each.id === id));
}

const page = {
  /** Probes, and how often the page could breathe meanwhile. */
  async probe(fresh: boolean) {
    const shares: number[] = [];
    let longestGapMs = 0;
    let lastMs = performance.now();
    const beat = setInterval(() => {
      longestGapMs = Math.max(longestGapMs, performance.now() - lastMs);
      lastMs = performance.now();
    }, 5);
    const profile = await probeDevice(never, {
      kept,
      fresh,
      onProgress: (share) => shares.push(share),
    });
    clearInterval(beat);
    const predictions = catalog.flatMap((entry) =>
      setupsOn(entry, profile).map((setup) => ({
        ...setup,
        figures: predict(entry, setup, profile),
      })),
    );
    return { profile, tier: tierOf(profile).id, shares, longestGapMs, predictions };
  },
  /** Every tiny model, one after the other: predicted from a probe beside it, and really run. */
  async compare(runs: number) {
    const store = openBrowserModels({
      database: await database,
      catalog,
      origins: () => [{ kind: 'companion', name: 'companion', baseUrl: location.origin }],
    });
    const found = [];
    for (const entry of await tinyModels()) {
      const before = await probeDevice(never, { fetchFile: null });
      const setup = setupsOn(entry, before)[0];
      if (!setup) continue;
      await store.get(entry.id, setup.variant, {}, never);
      await store.whenReady(entry.id, never);
      const tiny = await openTinyRun(entry, setup);
      if (!tiny) continue;
      // The first runs are of code that the browser has not compiled well yet.
      for (let count = 0; count < runs; count += 1) await tiny.run();
      const measured = [];
      for (let count = 0; count < runs; count += 1) measured.push(await tiny.run());
      await tiny.dispose();
      const after = await probeDevice(never, { fetchFile: null });
      found.push({
        setup,
        predicted: [before, after].map((profile) => predict(entry, setup, profile)),
        measured,
      });
    }
    return found;
  },
  /** Stops after `afterMs`; the name of what it rejects with. */
  async cancel(afterMs: number) {
    const control = new AbortController();
    const probing = probeDevice(control.signal, { fresh: true }).then(
      () => 'finished',
      (error: unknown) => (error as Error).name,
    );
    setTimeout(() => control.abort(), afterMs);
    return probing;
  },
};

declare global {
  interface Window {
    device: typeof page;
  }
}
window.device = page;
