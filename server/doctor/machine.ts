import { execFile } from 'node:child_process';
import { availableParallelism, totalmem } from 'node:os';
import { Worker } from 'node:worker_threads';
import { FLOPS_PER_ROUND, simdKernel } from './simd-kernel.ts';

/** What the doctor asks a machine about itself. */
export interface Machine {
  readonly cores: number;
  readonly memoryMb: number;
  /** What a program prints; null where it is missing, fails or does not end. */
  run(command: string, args: readonly string[]): Promise<string | null>;
  /** Works on all cores for a second; 10⁹ operations per second of four-wide WebAssembly. */
  benchmark(): Promise<number>;
}

const BENCHMARK_MS = 1000;
const PROGRAM_MS = 5000;

/**
 * Runs in a thread of its own, in slices below a millisecond. The quick quarter of them counts: what
 * else the machine does only ever makes a slice slower.
 */
const COUNTER = `
const { parentPort, workerData } = require('node:worker_threads');
const { run } = new WebAssembly.Instance(new WebAssembly.Module(workerData.kernel)).exports;
const ROUNDS = 1e5;
const speeds = [];
const end = performance.now() + workerData.ms;
for (let start = performance.now(); start < end; start = performance.now()) {
  run(ROUNDS);
  speeds.push((ROUNDS / (performance.now() - start)) * 1000);
}
speeds.sort((a, b) => b - a);
parentPort.postMessage(speeds[speeds.length >> 2]);
`;

async function benchmark(cores: number): Promise<number> {
  const workerData = { kernel: simdKernel(), ms: BENCHMARK_MS };
  const perSecond = await Promise.all(
    Array.from(
      { length: cores },
      () =>
        new Promise<number>((resolve, reject) => {
          const worker = new Worker(COUNTER, { eval: true, workerData });
          worker.once('message', resolve);
          worker.once('error', reject);
        }),
    ),
  );
  return perSecond.reduce((sum, rounds) => sum + rounds * FLOPS_PER_ROUND, 0) / 1e9;
}

/** The machine this runs on. */
export function thisMachine(): Machine {
  const cores = availableParallelism();
  return {
    cores,
    memoryMb: Math.round(totalmem() / 2 ** 20),
    run: (command, args) =>
      new Promise((resolve) => {
        execFile(command, [...args], { timeout: PROGRAM_MS }, (error, printed) =>
          resolve(error ? null : printed),
        );
      }),
    benchmark: () => benchmark(cores),
  };
}
