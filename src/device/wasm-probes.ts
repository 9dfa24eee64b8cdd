import type { InferenceSession, Tensor, TensorConstructor } from 'onnxruntime-web';
import type { MatrixRates, WasmRates } from './device-profile.ts';
import {
  chainGraph,
  LINK_OPERATORS,
  matrixGraphs,
  PROBE_SIZE,
  SMALL_DIMS,
  tensorsGraph,
} from './probe-graphs.ts';
import type { ProbeTimer } from './probe-timer.ts';

/**
 * Speeds are taken through ONNX Runtime itself, on graphs of one operator: it is the runtime every
 * engine here uses, so its kernels, its threads and its cost per call are in the figure. A loop of
 * our own in WASM would measure our loop. The price is that the runtime must be there (14 MB, which
 * the first model needs anyway).
 */
export interface OnnxRuntime {
  open(graph: Uint8Array): Promise<InferenceSession>;
  readonly tensor: TensorConstructor;
}

/** Rows of the many-row product: enough to fill every lane, little enough for an old phone. */
const ROWS = 16;
const LINKS = 12;
const PAIRS = 13;
/** A browser compiles WASM quickly first and well once it is used much; the second is measured. */
const WARM_RUNS = 4;

type Feeds = Record<string, Tensor>;
type Kind = keyof typeof matrixGraphs;
type Run = () => Promise<unknown>;
type FixedCosts = Pick<WasmRates, 'runMicros' | 'operatorMicros'>;

/** Everything that is timed, loaded and warm. */
export interface WasmProbes {
  /** `timer`'s clock must tell tenths of a millisecond or better. */
  measure(timer: ProbeTimer): Promise<WasmRates>;
}

/** Opens the graphs and runs each a few times; `thorough` also those that only engines' threads need. */
export async function openWasmProbes(runtime: OnnxRuntime, thorough: boolean): Promise<WasmProbes> {
  const tensor = (dims: readonly number[]) => {
    const size = dims.reduce((product, each) => product * each, 1);
    return new runtime.tensor('float32', new Float32Array(size).fill(0.5), dims);
  };
  const opened = async (graph: Uint8Array, feeds: () => Feeds): Promise<Run> => {
    const session = await runtime.open(graph);
    const run = () => session.run(feeds());
    for (let count = 0; count < WARM_RUNS; count += 1) await run();
    return run;
  };
  async function matrix(kind: Kind): Promise<readonly [vector: Run, many: Run]> {
    const session = await runtime.open(matrixGraphs[kind]());
    const rows = (count: number) => () => session.run({ x: tensor([count, PROBE_SIZE]) });
    const runs = [rows(1), rows(ROWS)] as const;
    for (let count = 0; count < WARM_RUNS; count += 1) for (const run of runs) await run();
    return runs;
  }
  const small = () => ({ x: tensor(SMALL_DIMS) });
  const pairs = () =>
    Object.fromEntries(Array.from({ length: PAIRS }, (_, i) => [`x${i}`, tensor(SMALL_DIMS)]));

  const kinds: readonly Kind[] = thorough ? ['fp32', 'int8', 'int4'] : ['fp32'];
  const products = new Map<Kind, readonly [Run, Run]>();
  for (const kind of kinds) products.set(kind, await matrix(kind));
  const chains = thorough
    ? {
        one: await opened(chainGraph(0), small),
        chain: await opened(chainGraph(LINKS), small),
        pairs: await opened(tensorsGraph(PAIRS), pairs),
      }
    : null;

  async function rates(kind: Kind, timer: ProbeTimer): Promise<MatrixRates> {
    const runs = products.get(kind);
    if (!runs) return { vectorGweightsPerS: null, matrixGflops: null };
    const [vector, many] = runs;
    const weights = PROBE_SIZE * PROBE_SIZE;
    // In the order of their worth: where time runs out, the last are estimated from the others.
    const manyMs = await timer.run(`wasm-${kind}-matrix`, () => timer.time(many));
    const vectorMs = await timer.run(`wasm-${kind}-vector`, () => timer.time(vector, 2));
    return {
      vectorGweightsPerS: vectorMs && weights / vectorMs / 1e6,
      matrixGflops: manyMs && (2 * weights * ROWS) / manyMs / 1e6,
    };
  }

  async function fixedCosts(timer: ProbeTimer) {
    if (!chains) return { runMicros: null, operatorMicros: null };
    const oneMs = await timer.run('wasm-run', () => timer.time(chains.one, 20));
    const chainMs = await timer.run('wasm-operators', () => timer.time(chains.chain, 4));
    return {
      runMicros: oneMs === null ? null : oneMs * 1000,
      operatorMicros: further(chainMs, oneMs, LINKS * LINK_OPERATORS),
    };
  }

  async function tensorCost(timer: ProbeTimer, { runMicros, operatorMicros }: FixedCosts) {
    if (!chains || runMicros === null || operatorMicros === null) return null;
    const pairsMs = await timer.run('wasm-tensors', () => timer.time(chains.pairs, 4));
    const pairMicros = further(pairsMs, runMicros / 1000, PAIRS - 1);
    // Each pair came with an operator of its own.
    return pairMicros === null ? null : Math.max(0, pairMicros - operatorMicros);
  }

  return {
    async measure(timer) {
      const fixed = await fixedCosts(timer);
      const fp32 = await rates('fp32', timer);
      const int8 = await rates('int8', timer);
      const tensorMicros = await tensorCost(timer, fixed);
      const int4 = await rates('int4', timer);
      return { fp32, int8, int4, ...fixed, tensorMicros };
    },
  };
}

/** What each of `count` further things costs, microseconds; null where one time is missing. */
function further(longMs: number | null, oneMs: number | null, count: number): number | null {
  return longMs === null || oneMs === null ? null : Math.max(0, ((longMs - oneMs) * 1000) / count);
}
