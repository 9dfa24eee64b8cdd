import { isSoftware } from '../base/software-adapter.ts';
import type { GraphicsProfile } from './device-profile.ts';
import { bandwidthShader, dispatchShader, matrixShader } from './probe-shaders.ts';
import { lowerQuartile, type ProbeTimer } from './probe-timer.ts';

/** The facts that an adapter tells without being asked to work. */
export type AdapterFacts = Omit<
  GraphicsProfile,
  'bandwidthGbPerS' | 'matrixGflops' | 'dispatchMicros' | 'submitMs' | 'trialBufferBytes'
>;

export function adapterFacts(adapter: GPUAdapter): AdapterFacts {
  const { vendor, architecture, description } = adapter.info;
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
  return {
    vendor,
    architecture,
    description,
    software: isSoftware(adapter.info),
    features: [...adapter.features].sort(),
    maxBufferBytes: maxBufferSize,
    maxStorageBindingBytes: maxStorageBufferBindingSize,
  };
}

/** GPUBufferUsage and GPUMapMode by number: worker and page agree on these without their globals. */
const USAGE = { mapRead: 1, copySource: 4, copyTarget: 8, storage: 128 };
const READ = 1;

const MIB = 2 ** 20;
/** First a slice that even a simulated chip reads in time, then one that no cache holds. */
const SLICES = [4 * MIB, 128 * MIB];
const BANDWIDTH_COLUMNS = 2048;
const MATRIX_SIZES = [128, 512, 1024];
/** The larger size is only tried when the smaller one says that it takes less than this. */
const NEXT_MS = 40;
const DISPATCHES = [20, 220] as const;
const ROUND_TRIPS = 5;
const TRIAL_BYTES = [1024 * MIB, 512 * MIB, 256 * MIB, 128 * MIB];
/** A simulated chip takes memory of the machine, and long about it. */
const TRIAL_SOFTWARE_BYTES = TRIAL_BYTES.slice(2);

/** Times work on a chip. Ends with the device: no buffer outlives the probe. */
export async function probeGraphics(
  adapter: GPUAdapter,
  timer: ProbeTimer,
): Promise<GraphicsProfile> {
  const facts = adapterFacts(adapter);
  const nothing = {
    bandwidthGbPerS: null,
    matrixGflops: null,
    dispatchMicros: null,
    submitMs: null,
    trialBufferBytes: null,
  };
  const device = await timer.run('graphics-device', () =>
    adapter.requestDevice({
      requiredLimits: {
        maxBufferSize: facts.maxBufferBytes,
        maxStorageBufferBindingSize: facts.maxStorageBindingBytes,
      },
    }),
  );
  if (!device) return { ...facts, ...nothing };
  // A kernel that a driver refuses shows as a failed probe; the page's console need not hear of it.
  device.onuncapturederror = (event) => event.preventDefault();
  try {
    return {
      ...facts,
      ...nothing,
      submitMs: await timer.run('graphics-submit', () => submitMs(device)),
      dispatchMicros: await timer.run('graphics-dispatch', () => dispatchMicros(device, timer)),
      bandwidthGbPerS: await timer.run('graphics-bandwidth', () => bandwidth(device, timer)),
      matrixGflops: await timer.run('graphics-matrix', () => matrix(device, timer)),
      trialBufferBytes: await timer.run('graphics-buffer', () =>
        trialBuffer(device, facts.software ? TRIAL_SOFTWARE_BYTES : TRIAL_BYTES),
      ),
    };
  } finally {
    device.destroy();
  }
}

const buffer = (device: GPUDevice, size: number) =>
  device.createBuffer({ size, usage: USAGE.storage | USAGE.copySource | USAGE.copyTarget });

/** A kernel with its buffers; `run` settles when the chip has done `times` of it. */
async function kernel(device: GPUDevice, code: string, buffers: readonly GPUBuffer[]) {
  const pipeline = await device.createComputePipelineAsync({
    layout: 'auto',
    compute: { module: device.createShaderModule({ code }), entryPoint: 'main' },
  });
  const bindings = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: buffers.map((each, binding) => ({ binding, resource: { buffer: each } })),
  });
  const run = async (x: number, y: number, times = 1) => {
    const commands = device.createCommandEncoder();
    const pass = commands.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindings);
    for (let count = 0; count < times; count += 1) pass.dispatchWorkgroups(x, y);
    pass.end();
    device.queue.submit([commands.finish()]);
    await device.queue.onSubmittedWorkDone();
  };
  // The driver compiles at first use.
  await run(1, 1);
  return run;
}

/** From submitting a copy to reading it: what every token waits for. */
async function submitMs(device: GPUDevice): Promise<number> {
  const from = buffer(device, 256);
  const to = device.createBuffer({ size: 256, usage: USAGE.mapRead | USAGE.copyTarget });
  const times: number[] = [];
  for (let trip = 0; trip <= ROUND_TRIPS; trip += 1) {
    const startMs = performance.now();
    const commands = device.createCommandEncoder();
    commands.copyBufferToBuffer(from, 0, to, 0, 256);
    device.queue.submit([commands.finish()]);
    await to.mapAsync(READ);
    to.unmap();
    times.push(performance.now() - startMs);
  }
  // The first one wakes the chip.
  return lowerQuartile(times.slice(1));
}

async function dispatchMicros(device: GPUDevice, timer: ProbeTimer): Promise<number> {
  const run = await kernel(device, dispatchShader, [buffer(device, 256)]);
  const [few, many] = DISPATCHES;
  const fewMs = await timer.time(() => run(1, 1, few));
  const manyMs = await timer.time(() => run(1, 1, many));
  return Math.max(0, ((manyMs - fewMs) * 1000) / (many - few));
}

async function bandwidth(device: GPUDevice, timer: ProbeTimer): Promise<number> {
  let gbPerS = 0;
  const most = Math.min(device.limits.maxStorageBufferBindingSize, device.limits.maxBufferSize);
  for (const bytes of SLICES) {
    if (bytes > most || (gbPerS > 0 && bytes / gbPerS / 1e6 > NEXT_MS)) break;
    const rows = bytes / 4 / BANDWIDTH_COLUMNS;
    const weights = buffer(device, bytes);
    const run = await kernel(device, bandwidthShader(BANDWIDTH_COLUMNS), [
      weights,
      buffer(device, BANDWIDTH_COLUMNS * 4),
      buffer(device, rows * 4),
    ]);
    gbPerS = bytes / (await timer.time(() => run(rows, 1))) / 1e6;
    weights.destroy();
  }
  return gbPerS;
}

async function matrix(device: GPUDevice, timer: ProbeTimer): Promise<number> {
  let gflops = 0;
  for (const size of MATRIX_SIZES) {
    const work = 2 * size ** 3;
    if (gflops > 0 && work / gflops / 1e6 > NEXT_MS) break;
    const [a, b, c] = [1, 2, 3].map(() => buffer(device, size * size * 4));
    const run = await kernel(device, matrixShader(size), [a!, b!, c!]);
    gflops = work / (await timer.time(() => run(size / 32, size / 32))) / 1e6;
  }
  return gflops;
}

/** The largest buffer that the driver really gives. Nothing is written: that would take long. */
async function trialBuffer(device: GPUDevice, sizes: readonly number[]): Promise<number> {
  for (const size of sizes) {
    if (size > device.limits.maxBufferSize) continue;
    device.pushErrorScope('out-of-memory');
    device.pushErrorScope('validation');
    const trial = buffer(device, size);
    const refused = [await device.popErrorScope(), await device.popErrorScope()];
    trial.destroy();
    if (refused.every((error) => error === null)) return size;
  }
  return 0;
}
