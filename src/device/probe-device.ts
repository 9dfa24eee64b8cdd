import { linkedAbort } from '../base/linked-abort.ts';
import { runtimeFiles } from '../base/ort-runtime.ts';
import { wasmThreads } from '../base/wasm-threads.ts';
import { createWorkerCall } from '../base/worker/worker-call.ts';
import type { DeviceProfile, DeviceSpeed, ProbeOutcome, WasmRates } from './device-profile.ts';
import type { DeviceProfiles } from './device-profiles.ts';
import { adapterFacts, type AdapterFacts } from './graphics-probes.ts';
import type { ProbeAnswers, ProbeAsk } from './probe-protocol.ts';
import {
  browserName,
  deviceMemoryGb,
  isPhone,
  readConnection,
  readSurroundings,
} from './surroundings.ts';

export interface ProbeOptions {
  /** 0..1, rising. */
  readonly onProgress?: (share: number) => void;
  /** Where speeds are kept; probes run every time without it. */
  readonly kept?: DeviceProfiles;
  /** Waited for before anything is measured; what is kept is given at once. */
  readonly whenQuiet?: (signal: AbortSignal) => Promise<void>;
  /** Measure again, whatever is kept. */
  readonly fresh?: boolean;
  /** Asks the companion; null where nothing may go over a network. */
  readonly fetchFile?: typeof fetch | null;
  readonly device?: Navigator;
}

/** For all probes together 1.5 s; what reads the surroundings takes the rest. */
const BUDGET_MS = { engineThreads: 550, oneThread: 200, graphics: 550 };
/** Loading the runtime for the first time may mean fetching it. */
const LOAD_MS = 60_000;
const PROBES_EXPECTED = { surroundings: 3, engineThreads: 10, oneThread: 3, graphics: 6 };

const fetchHere: typeof fetch = (input, init) => fetch(input, init);

function startProbeWorker(): Worker {
  return new Worker(new URL('./probe.worker.ts', import.meta.url), { type: 'module' });
}

/** Asks one worker one thing and ends it. Null when it failed or never answered. */
async function ask<Kind extends ProbeAsk['kind']>(
  question: Extract<ProbeAsk, { kind: Kind }>,
  report: (outcome: ProbeOutcome) => void,
  signal: AbortSignal,
): Promise<ProbeAnswers[Kind] | null> {
  const worker = createWorkerCall<ProbeAsk, ProbeOutcome, ProbeAnswers[Kind]>(startProbeWorker);
  const limit = linkedAbort(signal);
  const timer = setTimeout(() => limit.abort(), LOAD_MS + question.budgetMs);
  try {
    return await worker.call(question, { onPart: report }, limit.signal);
  } catch {
    signal.throwIfAborted();
    const state = limit.signal.aborted ? 'late' : 'failed';
    report({ name: question.kind, state, tookMs: 0 });
    return null;
  } finally {
    clearTimeout(timer);
    limit.abort();
    worker.stop();
  }
}

async function readAdapter(device: Navigator): Promise<AdapterFacts | null> {
  try {
    const adapter = await (device as Partial<Navigator>).gpu?.requestAdapter();
    return adapter ? adapterFacts(adapter) : null;
  } catch {
    return null;
  }
}

/** The runtime is 14 MB. With a data saver on it is not fetched only to be timed. */
async function runtimeIsDear(device: Navigator): Promise<boolean> {
  if (!readConnection(device)?.saveData) return false;
  const options = { ignoreSearch: true };
  const here = await caches.match(runtimeFiles('wasm').wasm, options).catch(() => undefined);
  return here === undefined;
}

/**
 * What this device can do. Speeds are measured once per browser version and adapter, in workers;
 * everything else is read each time. Parts that a browser lacks are null, and every probe says what
 * became of it. Rejects only with the signal's reason.
 */
export async function probeDevice(
  signal: AbortSignal,
  options: ProbeOptions = {},
): Promise<DeviceProfile> {
  const { kept, fresh = false, onProgress = () => {}, device = navigator } = options;
  const { fetchFile = fetchHere } = options;
  signal.throwIfAborted();
  const isolated = globalThis.crossOriginIsolated ?? false;
  const cores = device.hardwareConcurrency || 1;
  const threads = wasmThreads(cores);
  const browser = browserName(device.userAgent);
  const adapter = await readAdapter(device);
  const chip = adapter
    ? [adapter.vendor, adapter.architecture, adapter.description].filter(Boolean).join(' ')
    : 'no chip';
  const key = `${browser} · ${threads} · ${chip}`;

  const outcomes: ProbeOutcome[] = [];
  const expected =
    PROBES_EXPECTED.surroundings +
    PROBES_EXPECTED.engineThreads +
    (threads > 1 ? PROBES_EXPECTED.oneThread : 0) +
    (adapter ? PROBES_EXPECTED.graphics : 0);
  let heard = 0;
  const report = (outcome: ProbeOutcome) => {
    outcomes.push(outcome);
    heard += 1;
    onProgress(Math.min(1, heard / expected));
  };

  const around = await readSurroundings(device, fetchFile, report, signal);
  const aroundOutcomes = outcomes.splice(0);

  function wasmRates(count: number): Promise<WasmRates | null> {
    // With fewer threads than engines use, only how much the others bring is worth knowing.
    const thorough = count === threads;
    const budgetMs = thorough ? BUDGET_MS.engineThreads : BUDGET_MS.oneThread;
    return ask<'wasm'>(
      { kind: 'wasm', threads: count, thorough, budgetMs },
      (outcome) => report({ ...outcome, name: `${outcome.name}-${count}` }),
      signal,
    );
  }

  async function measure(): Promise<DeviceSpeed> {
    await options.whenQuiet?.(signal);
    const dear = await runtimeIsDear(device);
    if (dear) report({ name: 'wasm', state: 'spared', tookMs: 0 });
    const allThreads = dear || threads === 1 ? null : await wasmRates(threads);
    const oneThread = dear ? null : await wasmRates(1);
    const graphics = adapter
      ? await ask<'graphics'>({ kind: 'graphics', budgetMs: BUDGET_MS.graphics }, report, signal)
      : null;
    if (!adapter) report({ name: 'graphics', state: 'missing', tookMs: 0 });
    return {
      graphics,
      wasm: { threads, oneThread, allThreads },
      probes: outcomes,
      measuredAt: Date.now(),
    };
  }

  const known = fresh ? null : await kept?.get(key);
  const speed = known ?? (await measure());
  // What was spared today may be had tomorrow.
  if (!known && speed.wasm.oneThread) await kept?.put(key, speed);
  onProgress(1);
  return {
    ...speed,
    ...around,
    key,
    browser,
    phone: isPhone(device),
    cores,
    memoryGb: deviceMemoryGb(device),
    isolated,
    probes: [
      ...aroundOutcomes,
      ...speed.probes.map((probe) => (known ? { ...probe, state: 'cached' as const } : probe)),
    ],
  };
}
