import type { DeviceProfile, GraphicsProfile, WasmRates } from '../../src/device/device-profile.ts';

/** WASM figures that go together; `gflops` in fp32 of many rows at once. */
export function wasmRates(gflops: number, gweightsPerS: number, operatorMicros = 3): WasmRates {
  return {
    fp32: { vectorGweightsPerS: gweightsPerS, matrixGflops: gflops },
    int8: { vectorGweightsPerS: gweightsPerS * 2, matrixGflops: gflops * 1.5 },
    int4: { vectorGweightsPerS: gweightsPerS * 1.5, matrixGflops: gflops },
    runMicros: operatorMicros * 15,
    operatorMicros,
    tensorMicros: operatorMicros * 4,
  };
}

export function chip(given: Partial<GraphicsProfile> = {}): GraphicsProfile {
  return {
    vendor: 'some',
    architecture: 'some',
    description: '',
    software: false,
    features: ['shader-f16'],
    maxBufferBytes: 2 ** 31,
    maxStorageBindingBytes: 2 ** 31,
    bandwidthGbPerS: 60,
    matrixGflops: 600,
    dispatchMicros: 8,
    submitMs: 0.6,
    trialBufferBytes: 2 ** 30,
    ...given,
  };
}

export function profile(given: Partial<DeviceProfile> = {}): DeviceProfile {
  return {
    key: 'Chrome 156 some',
    browser: 'Chrome 156',
    phone: false,
    cores: 8,
    memoryGb: 8,
    isolated: true,
    graphics: null,
    wasm: { threads: 4, oneThread: wasmRates(18, 2.5), allThreads: wasmRates(55, 5) },
    storage: null,
    battery: null,
    connection: null,
    companion: null,
    probes: [],
    measuredAt: 0,
    ...given,
  };
}

const wasm = (gflops: number, gweightsPerS: number, micros: number, threads = 4) => ({
  threads,
  oneThread: wasmRates(gflops / Math.min(threads, 3), gweightsPerS / 2, micros),
  allThreads: threads > 1 ? wasmRates(gflops, gweightsPerS, micros) : null,
});

/** Devices as classes have them; figures in the range that others report for such chips. */
export const devices = {
  /** Two old cores, threads walled off by a missing header. */
  oldLaptop: profile({ cores: 2, memoryGb: 4, isolated: false, wasm: wasm(6, 0.9, 8, 1) }),
  chromebook: profile({
    cores: 4,
    memoryGb: 4,
    wasm: wasm(16, 1.6, 6),
    graphics: chip({ bandwidthGbPerS: 9, matrixGflops: 40, dispatchMicros: 30, submitMs: 2 }),
  }),
  schoolLaptop: profile({ wasm: wasm(48, 4, 3.5) }),
  workstationWithoutChip: profile({ cores: 32, memoryGb: 32, wasm: wasm(130, 9, 2) }),
  /** As many cores and as much memory as one can buy, and slow all the same: a throttled machine. */
  throttledServer: profile({ cores: 128, memoryGb: 512, wasm: wasm(9, 1, 9) }),
  softwareChip: profile({
    wasm: wasm(20, 2, 5, 2),
    graphics: chip({ software: true, features: [], bandwidthGbPerS: 0.5, matrixGflops: 2 }),
  }),
  mSeries: profile({
    graphics: chip({ bandwidthGbPerS: 90, matrixGflops: 1000 }),
    wasm: wasm(140, 12, 1.5),
  }),
  gamingChip: profile({
    cores: 16,
    graphics: chip({ bandwidthGbPerS: 400, matrixGflops: 5000, dispatchMicros: 6, submitMs: 0.4 }),
    wasm: wasm(110, 8, 2),
  }),
  oldPhone: profile({ phone: true, cores: 4, memoryGb: 2, wasm: wasm(5, 0.6, 12) }),
  midPhone: profile({ phone: true, memoryGb: 4, wasm: wasm(24, 2, 6) }),
  goodPhone: profile({
    phone: true,
    wasm: wasm(60, 5, 3),
    graphics: chip({ bandwidthGbPerS: 30, matrixGflops: 250, dispatchMicros: 20, submitMs: 1.5 }),
  }),
} as const;
