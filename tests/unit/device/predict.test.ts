import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ModelEntry } from '../../../src/contracts/catalog.ts';
import type { DeviceProfile } from '../../../src/device/device-profile.ts';
import { predict } from '../../../src/device/predict.ts';
import { setupsOn } from '../../fakes/setups-on.ts';
import {
  attentionM,
  decoderLayersM,
  feedForwardM,
  headM,
  stackOf,
} from '../../../src/device/shape-sums.ts';
import { catalog } from '../../../src/model-store/catalog.ts';
import { chip, devices, profile, wasmRates } from '../../fakes/device-profiles.ts';

const byId = (id: string) => catalog.find((entry) => entry.id === id)!;
const best = (entry: ModelEntry, device: DeviceProfile) => {
  const setup = setupsOn(entry, device)[0];
  return setup ? predict(entry, setup, device) : null;
};

describe('shapes in the catalog', () => {
  test('every model of others has one, or says what it needs (models/README.md)', () => {
    const without = catalog.filter(({ shape, fixture }) => !shape && !fixture);
    // Layers of linear attention are counted otherwise, and nobody has measured one here yet.
    expect(new Set(without.map(({ family }) => family))).toEqual(new Set(['qwen3.5']));
    for (const { variants } of without)
      for (const { memoryMb } of variants) expect(memoryMb).toBeGreaterThan(0);
  });

  /** The published size of a model and the sum over its layers must agree, or one of them is wrong. */
  test.each(
    catalog
      .filter(({ job, shape }) => job === 'chat' && shape)
      .map((entry) => [entry.id, entry] as const),
  )('%s adds up to its published size', (_, { shape }) => {
    const stack = stackOf(shape)!;
    const sum = decoderLayersM(stack) + headM(stack) * (shape?.tiedHead ? 1 : 2);
    expect(sum / shape!.parametersM).toBeCloseTo(1, 1);
  });

  test('a decoder of short convolutions adds up to the weight', () => {
    for (const id of ['lfm2.5-350m', 'lfm2.5-1.2b']) {
      const { shape } = byId(id);
      const stack = stackOf(shape)!;
      expect((decoderLayersM(stack) + headM(stack)) / shape!.parametersM).toBeCloseTo(1, 3);
    }
  });

  test.each(
    catalog.filter(({ job }) => job === 'transcribe').map((entry) => [entry.id, entry] as const),
  )('%s adds up to its published size', (_, { shape, family }) => {
    const stack = stackOf(shape)!;
    const { encoderLayers = 0, melBins = 0, encoderPositions = 0 } = shape!;
    const encoder = encoderLayers * (attentionM(stack) + feedForwardM(stack, false));
    const gated = family === 'moonshine';
    const decoder = stack.layers * (2 * attentionM(stack) + feedForwardM(stack, gated));
    const stem = (stack.hidden * (3 * (melBins + stack.hidden) + encoderPositions)) / 1e6;
    const sum = encoder + decoder + headM(stack) + stem;
    expect(sum / shape!.parametersM).toBeGreaterThan(0.93);
    expect(sum / shape!.parametersM).toBeLessThan(1.07);
  });
});

describe('predictions', () => {
  test('every model that can run somewhere gets figures there, all finite and positive', () => {
    for (const device of Object.values(devices)) {
      for (const entry of catalog) {
        for (const setup of setupsOn(entry, device)) {
          const figures = predict(entry, setup, device);
          if (entry.job === 'vad') expect(figures).toBeNull();
          else for (const value of Object.values(figures ?? {})) expect(value).toBeGreaterThan(0);
          if (entry.job === 'chat' && entry.shape) expect(figures?.tokensPerSecond).toBeDefined();
          if (entry.job === 'speak') expect(figures?.realTimeFactor).toBeDefined();
        }
      }
    }
  });

  test.each([
    // Reports of others: 60–120 words of tokens a second on such chips, 10–25 on such processors.
    ['gamingChip', 'Qwen3-0.6B-q4f16_1-MLC', 60, 400],
    ['mSeries', 'Llama-3.2-1B-Instruct-q4f16_1-MLC', 25, 120],
    ['goodPhone', 'SmolLM2-360M-Instruct-q4f16_1-MLC', 15, 100],
    ['schoolLaptop', 'smollm2-135m', 15, 80],
    ['chromebook', 'smollm2-135m', 5, 40],
    ['oldLaptop', 'qwen3-0.6b', 0.5, 5],
  ] as const)('%s says %s at %d to %d tokens a second', (name, id, least, most) => {
    const figures = best(byId(id), devices[name]);
    expect(figures?.tokensPerSecond).toBeGreaterThan(least);
    expect(figures?.tokensPerSecond).toBeLessThan(most);
  });

  test.each([
    ['schoolLaptop', 'moonshine-tiny', 0.02, 0.3],
    ['schoolLaptop', 'whisper-small', 0.5, 5],
    ['oldLaptop', 'whisper-tiny', 0.5, 6],
    ['schoolLaptop', 'piper-en-ljspeech', 0.05, 0.4],
    ['schoolLaptop', 'kokoro-82m', 0.5, 3],
    ['gamingChip', 'kokoro-82m', 0.005, 0.6],
  ] as const)('%s works %s in %d to %d of real time', (name, id, least, most) => {
    const entry = byId(id);
    const factors = setupsOn(entry, devices[name]).map(
      (setup) => predict(entry, setup, devices[name])?.realTimeFactor ?? Infinity,
    );
    expect(Math.min(...factors)).toBeGreaterThan(least);
    expect(Math.min(...factors)).toBeLessThan(most);
  });

  test('a short utterance costs Moonshine less than Whisper, which always hears 30 seconds', () => {
    const device = devices.schoolLaptop;
    const [moonshine, whisper] = ['moonshine-base', 'whisper-base'].map((id) =>
      best(byId(id), device),
    );
    expect(moonshine!.firstMs).toBeLessThan(whisper!.firstMs / 3);
  });

  test('a simulated chip is never a setup, and a model that needs half precision wants it', () => {
    const names = (device: DeviceProfile, id: string) =>
      setupsOn(byId(id), device).map(({ variant, runtime }) => `${variant}/${runtime}`);
    expect(names(devices.softwareChip, 'qwen3-0.6b')).toEqual(['wasm/wasm']);
    const plain = profile({ graphics: chip({ features: [] }) });
    expect(names(plain, 'qwen3-0.6b')).toEqual(['webgpu/webgpu', 'wasm/wasm']);
    expect(names(plain, 'Qwen3-0.6B-q4f16_1-MLC')).toEqual([]);
  });

  test('what was not measured is not predicted', () => {
    const blank = profile({ wasm: { threads: 1, oneThread: null, allThreads: null } });
    for (const entry of catalog) expect(best(entry, blank)).toBeNull();
  });
});

const factor = fc.double({ min: 1, max: 20, noNaN: true });
const speed = fc.double({ min: 0.1, max: 1000, noNaN: true });
const anyDevice = fc
  .record({
    gflops: speed,
    gweights: speed,
    micros: fc.double({ min: 0.1, max: 100, noNaN: true }),
    gb: speed,
    chipGflops: speed,
    submit: speed,
  })
  .map(({ gflops, gweights, micros, gb, chipGflops, submit }) =>
    profile({
      graphics: chip({
        bandwidthGbPerS: gb,
        matrixGflops: chipGflops,
        dispatchMicros: micros,
        submitMs: submit,
      }),
      wasm: { threads: 4, oneThread: null, allThreads: wasmRates(gflops, gweights, micros) },
    }),
  );
const anyEntry = fc.constantFrom(...catalog.filter(({ job, shape }) => job !== 'vad' && shape));

function slowerThan(entry: ModelEntry, slow: DeviceProfile, fast: DeviceProfile): void {
  for (const setup of setupsOn(entry, slow)) {
    const [before, after] = [predict(entry, setup, slow)!, predict(entry, setup, fast)!];
    expect(after.firstMs).toBeLessThanOrEqual(before.firstMs * 1.000001);
    if (before.tokensPerSecond) {
      expect(after.tokensPerSecond).toBeGreaterThanOrEqual(before.tokensPerSecond * 0.999999);
    }
  }
}

test('more bandwidth, more computing or cheaper kernels never predict slower', () => {
  fc.assert(
    fc.property(anyEntry, anyDevice, factor, factor, factor, (entry, device, a, b, c) => {
      const { graphics } = device;
      const rates = device.wasm.allThreads!;
      const faster = ({ vectorGweightsPerS, matrixGflops }: typeof rates.fp32) => ({
        vectorGweightsPerS: vectorGweightsPerS! * a,
        matrixGflops: matrixGflops! * b,
      });
      slowerThan(entry, device, {
        ...device,
        graphics: {
          ...graphics!,
          bandwidthGbPerS: graphics!.bandwidthGbPerS! * a,
          matrixGflops: graphics!.matrixGflops! * b,
          dispatchMicros: graphics!.dispatchMicros! / c,
        },
        wasm: {
          ...device.wasm,
          allThreads: {
            fp32: faster(rates.fp32),
            int8: faster(rates.int8),
            int4: faster(rates.int4),
            runMicros: rates.runMicros! / c,
            operatorMicros: rates.operatorMicros! / c,
            tensorMicros: rates.tensorMicros! / c,
          },
        },
      });
    }),
  );
});
