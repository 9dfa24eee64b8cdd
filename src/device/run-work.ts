import type { EngineSetup } from '../contracts/route.ts';
import type { DeviceProfile, GraphicsProfile, WasmRates } from './device-profile.ts';
import costs from './engine-costs.json' with { type: 'json' };

/** What one run of a graph has to do, whatever it runs on. */
export interface RunWork {
  /** Number format of the weights, as transformers.js or web-llm name it. */
  readonly dtype: string;
  /** Weights that every row is multiplied with, millions. */
  readonly weightsM: number;
  /** Tokens or positions at once. */
  readonly rows: number;
  /** Attention and convolution: not with weights, or not quantised. 10⁹ operations. */
  readonly otherGflop: number;
  /** Small operators (kernels) of the graph. */
  readonly operators: number;
  /** Pairs of tensors that go in and out: caches of keys and values. */
  readonly tensors: number;
  /** What the library around the runtime does per run, in bare runs. */
  readonly libraryRuns: number;
}

/** One row alone leaves most of a processor's lanes waiting for weights. */
const ROWS_TO_FILL = 8;

type Runtime = EngineSetup['runtime'];

const table = (record: Readonly<Record<string, number>>, key: string) => record[key];

/** Bytes that one weight takes; unknown formats count as fp32, so nothing is promised too much. */
export function bytesPerWeight(dtype: string): number {
  return table(costs.bytesPerWeight, dtype) ?? 4;
}

/**
 * How long one run takes, in ms; null where the device was not measured for it. On a chip the larger
 * of reading all weights and of computing with them, plus every kernel's start; on the processor the
 * measured speed of the very runtime that engines use, plus its cost per operator.
 */
export function runMs(work: RunWork, runtime: Runtime, profile: DeviceProfile): number | null {
  if (runtime === 'webgpu') return profile.graphics && onChip(work, profile.graphics);
  const rates = profile.wasm.allThreads ?? profile.wasm.oneThread;
  return rates && onProcessor(work, rates);
}

function onChip(work: RunWork, chip: GraphicsProfile): number | null {
  const { bandwidthGbPerS, matrixGflops, dispatchMicros, submitMs } = chip;
  if (!bandwidthGbPerS || !matrixGflops || dispatchMicros === null || submitMs === null)
    return null;
  const readMs = (work.weightsM * bytesPerWeight(work.dtype)) / bandwidthGbPerS;
  const computeMs = (2 * work.weightsM * work.rows) / matrixGflops;
  const startMs = (work.operators * dispatchMicros) / 1000;
  return (
    Math.max(readMs, computeMs) +
    (work.otherGflop / matrixGflops) * 1000 +
    startMs +
    submitMs * (1 + work.libraryRuns)
  );
}

function onProcessor(work: RunWork, rates: WasmRates): number | null {
  const { fp32, runMicros, operatorMicros, tensorMicros } = rates;
  const kind = (costs.matrixKind as Readonly<Record<string, 'fp32' | 'int8' | 'int4'>>)[work.dtype];
  const measured = rates[kind ?? 'fp32'];
  const matrix = measured.matrixGflops ?? fp32.matrixGflops;
  if (!matrix || !fp32.matrixGflops) return null;
  const vector = measured.vectorGweightsPerS ?? fp32.vectorGweightsPerS ?? matrix / ROWS_TO_FILL;
  if (runMicros === null || operatorMicros === null) return null;
  const weightMs =
    work.rows === 1
      ? work.weightsM / vector
      : Math.max(work.weightsM / vector, (2 * work.weightsM * work.rows) / matrix);
  const fixedMicros =
    runMicros * (1 + work.libraryRuns) +
    work.operators * operatorMicros +
    work.tensors * (tensorMicros ?? operatorMicros);
  return weightMs + (work.otherGflop / fp32.matrixGflops) * 1000 + fixedMicros / 1000;
}
