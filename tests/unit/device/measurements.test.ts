import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EngineSetup } from '../../../src/contracts/route.ts';
import { Measurements } from '../../../src/device/measurements.ts';
import { predict } from '../../../src/device/predict.ts';
import { catalog } from '../../../src/model-store/catalog.ts';
import { openDatabase } from '../../../src/storage/database.ts';
import { LiveDatabase } from '../../../src/storage/live-database.ts';
import { devices } from '../../fakes/device-profiles.ts';
import { noDatabase } from '../../fakes/no-database.ts';

const here = devices.schoolLaptop;
const tiny: EngineSetup = { modelId: 'whisper-tiny', variant: 'wasm', runtime: 'wasm' };
const base: EngineSetup = { ...tiny, modelId: 'whisper-base' };
const small: EngineSetup = { ...tiny, modelId: 'whisper-small' };
const voice: EngineSetup = { ...tiny, modelId: 'kokoro-82m' };
const rawOf = (setup: EngineSetup) =>
  predict(
    catalog.find(({ id }) => id === setup.modelId)!,
    setup,
    here,
  )!;
const scaled = (setup: EngineSetup, factor: number) => {
  const { firstMs, realTimeFactor = 1 } = rawOf(setup);
  return { firstMs: firstMs * factor, realTimeFactor: realTimeFactor * factor };
};

test('without a measurement the prediction stands; with one the measurement wins; both are shown', async () => {
  const measurements = await Measurements.open(noDatabase(), catalog);
  const before = measurements.figuresFor(tiny, here);
  expect(before).toEqual({ predicted: rawOf(tiny), measured: null, best: rawOf(tiny) });
  await measurements.record(here.key, tiny, { firstMs: 777, realTimeFactor: 0.26 });
  const after = measurements.figuresFor(tiny, here);
  expect(after.best).toEqual({ firstMs: 777, realTimeFactor: 0.26 });
  expect(after.measured).toEqual(after.best);
  // Its own measurement does not change what was predicted of it.
  expect(after.predicted).toEqual(rawOf(tiny));
});

test('newer runs count more, and a run without a figure keeps the old one', async () => {
  const measurements = await Measurements.open(noDatabase(), catalog);
  await measurements.record(here.key, tiny, { firstMs: 100, realTimeFactor: 0.1 });
  await measurements.record(here.key, tiny, { firstMs: 200 });
  expect(measurements.figuresFor(tiny, here).measured).toEqual({
    firstMs: 130,
    realTimeFactor: 0.1,
  });
  for (let run = 0; run < 20; run += 1) {
    await measurements.record(here.key, tiny, { firstMs: 400, realTimeFactor: 0.4 });
  }
  expect(measurements.figuresFor(tiny, here).measured?.firstMs).toBeCloseTo(400, 0);
});

test('what was found of some models corrects the prediction of others of that job, halfway at first', async () => {
  const measurements = await Measurements.open(noDatabase(), catalog);
  await measurements.record(here.key, tiny, scaled(tiny, 4));
  const once = measurements.figuresFor(small, here).predicted!.firstMs / rawOf(small).firstMs;
  expect(once).toBeCloseTo(2, 5);
  await measurements.record(here.key, base, scaled(base, 4));
  const twice = measurements.figuresFor(small, here).predicted!.firstMs / rawOf(small).firstMs;
  expect(twice).toBeGreaterThan(once);
  expect(twice).toBeLessThan(4);
  // Another job, another runtime and another device have errors of their own.
  expect(measurements.figuresFor(voice, here).predicted).toEqual(rawOf(voice));
  const elsewhere = { ...here, key: 'Firefox 150' };
  expect(measurements.figuresFor(small, elsewhere).predicted).toEqual(rawOf(small));
});

test('a correction lies between no correction and the error that was found', async () => {
  await fc.assert(
    fc.asyncProperty(fc.double({ min: 0.01, max: 100, noNaN: true }), async (factor) => {
      const measurements = await Measurements.open(noDatabase(), catalog);
      await measurements.record(here.key, tiny, scaled(tiny, factor));
      const applied =
        measurements.figuresFor(small, here).predicted!.firstMs / rawOf(small).firstMs;
      expect(applied).toBeGreaterThanOrEqual(Math.min(1, factor) * 0.999);
      expect(applied).toBeLessThanOrEqual(Math.max(1, factor) * 1.001);
    }),
    { numRuns: 50 },
  );
});

test('no figure is taken that is no number', async () => {
  const measurements = await Measurements.open(noDatabase(), catalog);
  for (const firstMs of [NaN, Infinity, 0, -3])
    await measurements.record(here.key, tiny, { firstMs });
  expect(measurements.figuresFor(tiny, here).measured).toBeNull();
});

test('they outlive the page, and a row that makes no sense is passed over', async () => {
  const database = await openDatabase({}, 'measurements');
  const live = new LiveDatabase(() => Promise.resolve(database));
  const first = await Measurements.open(live, catalog, () => 5);
  await first.record(here.key, tiny, { firstMs: 123, realTimeFactor: 0.04 });
  await database.put('measurements', {
    device: here.key,
    ...base,
    figures: { firstMs: 'soon' },
    runs: 1,
    measuredAt: 5,
  });
  const second = await Measurements.open(live, catalog);
  expect(second.figuresFor(tiny, here).measured).toEqual({ firstMs: 123, realTimeFactor: 0.04 });
  expect(second.figuresFor(base, here).measured).toBeNull();
  await second.clear();
  expect(await database.count('measurements')).toBe(0);
  database.close();
});

test('a model that nobody knows has no figures', async () => {
  const measurements = await Measurements.open(noDatabase(), catalog);
  const unknown: EngineSetup = { modelId: 'gone', variant: 'wasm', runtime: 'wasm' };
  expect(measurements.figuresFor(unknown, here)).toEqual({
    predicted: null,
    measured: null,
    best: null,
  });
});
