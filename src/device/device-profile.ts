import * as v from 'valibot';

const rate = v.nullable(v.pipe(v.number(), v.minValue(0)));

/** How fast matrices of one number format are multiplied; null where it was not measured. */
const matrixRatesSchema = v.object({
  /** One row at a time, as in decoding: 10⁹ weights per second. */
  vectorGweightsPerS: rate,
  /** Many rows at once, as in encoding and prefill: 10⁹ operations per second. */
  matrixGflops: rate,
});

/** What the WASM runtime does with a number of threads. */
const wasmRatesSchema = v.object({
  fp32: matrixRatesSchema,
  int8: matrixRatesSchema,
  int4: matrixRatesSchema,
  /** One run of a graph with a single small operator, microseconds. */
  runMicros: rate,
  /** Each further small operator of the graph, microseconds. */
  operatorMicros: rate,
  /** Each further pair of an input and an output tensor, microseconds. */
  tensorMicros: rate,
});

const graphicsSchema = v.object({
  vendor: v.string(),
  architecture: v.string(),
  /** Empty where the browser does not tell. */
  description: v.string(),
  /** Simulated on the processor (SwiftShader, llvmpipe, WARP): slower than WASM. */
  software: v.boolean(),
  features: v.array(v.string()),
  maxBufferBytes: v.number(),
  maxStorageBindingBytes: v.number(),
  /** Weights read by a GEMV-shaped kernel, 10⁹ bytes per second. */
  bandwidthGbPerS: rate,
  /** Matrix product in fp32, 10⁹ operations per second. */
  matrixGflops: rate,
  /** Each kernel of a pass, microseconds. */
  dispatchMicros: rate,
  /** From submitting work to having its answer in memory, milliseconds. */
  submitMs: rate,
  /** The largest buffer that could really be had, bytes. */
  trialBufferBytes: rate,
});

export const probeOutcomeSchema = v.object({
  name: v.string(),
  state: v.picklist(['ok', 'missing', 'failed', 'late', 'cached', 'spared']),
  tookMs: v.number(),
});
/** What became of one probe. `missing`: there is no such thing here; `spared`: it would cost data. */
export type ProbeOutcome = v.InferOutput<typeof probeOutcomeSchema>;

/** The part that is worth keeping: it changes only with the browser or the chip. */
export const deviceSpeedSchema = v.object({
  graphics: v.nullable(graphicsSchema),
  wasm: v.object({
    /** Threads that engines use here. */
    threads: v.number(),
    oneThread: v.nullable(wasmRatesSchema),
    /** With all of `threads`; null where there is only one. */
    allThreads: v.nullable(wasmRatesSchema),
  }),
  probes: v.array(probeOutcomeSchema),
  /** Unix time in ms. */
  measuredAt: v.number(),
});

export type MatrixRates = v.InferOutput<typeof matrixRatesSchema>;
export type WasmRates = v.InferOutput<typeof wasmRatesSchema>;
export type GraphicsProfile = v.InferOutput<typeof graphicsSchema>;
export type DeviceSpeed = v.InferOutput<typeof deviceSpeedSchema>;

/** Everything that is known of this device. Null: the browser does not tell, or it was not measured. */
export interface DeviceProfile extends DeviceSpeed {
  /** Browser version and graphics adapter: what speeds are kept by. */
  readonly key: string;
  /** `Chrome 156`. */
  readonly browser: string;
  readonly phone: boolean;
  readonly cores: number;
  /** As the browser rounds it: 8 may mean more. */
  readonly memoryGb: number | null;
  /** Shared memory, and with it threads in WASM, are allowed. */
  readonly isolated: boolean;
  readonly storage: StorageProfile | null;
  readonly battery: BatteryProfile | null;
  readonly connection: ConnectionProfile | null;
  /** Null without a companion in reach. */
  readonly companion: CompanionProfile | null;
}

export interface StorageProfile {
  readonly quotaBytes: number | null;
  readonly usedBytes: number | null;
  /** The origin's private file system can be opened. */
  readonly opfs: boolean;
}

export interface BatteryProfile {
  /** 0..1. */
  readonly level: number;
  readonly charging: boolean;
}

export interface ConnectionProfile {
  readonly saveData: boolean;
  /** `4g`, `3g` …; empty where the browser does not tell. */
  readonly effectiveType: string;
}

export interface CompanionProfile {
  readonly roundTripMs: number;
  readonly bytesPerSecond: number | null;
}
