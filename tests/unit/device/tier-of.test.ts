import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as v from 'valibot';
import document from '../../../models/tiers.json' with { type: 'json' };
import { classify, tiersSchema, type MachineFigures } from '../../../src/contracts/tiers.ts';
import { machineFigures, tierOf } from '../../../src/device/tier-of.ts';
import { catalog } from '../../../src/model-store/catalog.ts';
import { devices, profile } from '../../fakes/device-profiles.ts';

const { tiers } = v.parse(tiersSchema, document);

test.each([
  ['oldLaptop', 'MINIMAL'],
  ['chromebook', 'LIGHT_CPU'],
  ['schoolLaptop', 'MEDIUM_CPU'],
  ['workstationWithoutChip', 'HEAVY_CPU'],
  ['throttledServer', 'MINIMAL'],
  ['softwareChip', 'LIGHT_CPU'],
  ['mSeries', 'MEDIUM_GPU'],
  ['gamingChip', 'HEAVY_GPU'],
  ['oldPhone', 'PHONE_MINIMAL'],
  ['midPhone', 'PHONE_CPU'],
  ['goodPhone', 'PHONE_GPU'],
] as const)('%s is %s', (name, tier) => {
  expect(tierOf(devices[name]).id).toBe(tier);
});

test('memory and cores alone lift nothing', () => {
  const bare = profile({
    cores: 128,
    memoryGb: 1024,
    wasm: { threads: 4, oneThread: null, allThreads: null },
  });
  expect(tierOf(bare).id).toBe('MINIMAL');
});

test('a chip that was not measured lifts nothing, unless a driver tells its memory', () => {
  const figures = { phone: false, cpuGflops: 60 };
  const gpu = { gbPerS: null, gflops: null, driverMemoryMb: null };
  expect(classify(tiers, { ...figures, gpu }).id).toBe('MEDIUM_CPU');
  expect(classify(tiers, { ...figures, gpu: { ...gpu, driverMemoryMb: 8000 } }).id).toBe(
    'MEDIUM_GPU',
  );
  // What was measured counts, whatever a driver says.
  expect(
    classify(tiers, { ...figures, gpu: { gbPerS: 4, gflops: 5, driverMemoryMb: 80_000 } }).id,
  ).toBe('MEDIUM_CPU');
});

const speeds = fc.option(fc.double({ min: 0, max: 20_000, noNaN: true }), { nil: null });
const machines: fc.Arbitrary<MachineFigures> = fc.record({
  phone: fc.boolean(),
  cpuGflops: speeds,
  gpu: fc.option(fc.record({ gbPerS: speeds, gflops: speeds, driverMemoryMb: speeds }), {
    nil: null,
  }),
});
/** Both lists go from best to worst. */
const rank = (figures: MachineFigures) => tiers.indexOf(classify(tiers, figures));

test('a faster machine is never of a lower tier, and phones stay apart', () => {
  fc.assert(
    fc.property(machines, fc.double({ min: 1, max: 10, noNaN: true }), (figures, factor) => {
      const faster = {
        ...figures,
        cpuGflops: figures.cpuGflops && figures.cpuGflops * factor,
        gpu: figures.gpu && {
          ...figures.gpu,
          gbPerS: figures.gpu.gbPerS && figures.gpu.gbPerS * factor,
          gflops: figures.gpu.gflops && figures.gpu.gflops * factor,
        },
      };
      expect(rank(faster)).toBeLessThanOrEqual(rank(figures));
      expect(classify(tiers, figures).phone).toBe(figures.phone);
    }),
  );
});

test('no processor, however fast, is offered 13 billion weights', () => {
  fc.assert(
    fc.property(speeds, (cpuGflops) => {
      const tier = classify(tiers, { phone: false, cpuGflops, gpu: null });
      expect(tier.companionLargestM).toBeLessThan(13_000);
      for (const id of Object.values(tier.propose).flat()) {
        expect(catalog.find((entry) => entry.id === id)?.shape?.parametersM).toBeLessThan(4000);
      }
    }),
  );
});

test.each(tiers.map((tier) => [tier.id, tier] as const))('%s proposes what is there', (_, tier) => {
  for (const [job, ids] of Object.entries(tier.propose)) {
    for (const id of ids) {
      const entry = catalog.find((candidate) => candidate.id === id);
      expect(entry, id).toMatchObject({ job });
      expect(entry?.fixture ?? false).toBe(false);
      // A tier without a chip proposes nothing that needs one.
      if (tier.needs.gpuGbPerS === undefined) {
        expect(
          entry?.variants.some(({ devices: all }) => all.includes('wasm')),
          id,
        ).toBe(true);
      }
    }
  }
  const { transcript, talk, sound } = tier.expect;
  for (const [good, bad] of [transcript, talk ?? [0, 1], sound]) expect(good).toBeLessThan(bad);
});

test('a simulated chip counts as none', () => {
  expect(machineFigures(devices.softwareChip).gpu).toBeNull();
});
