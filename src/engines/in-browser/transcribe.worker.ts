import { env } from '@huggingface/transformers';
import { createKeptWeights } from '../../model-store/kept-weights.ts';
import { createCompanionWeights, createHubWeights } from '../../model-store/remote-weights.ts';
import { hasRealGpu, runPlans } from './choose-variant.ts';
import { loadRecognizer, type Recognizer } from './recognizer.ts';
import type {
  LoadedModel,
  ModelChoice,
  TranscribePart,
  TranscribeRequest,
  TranscribeResult,
} from './transcribe-protocol.ts';
import { createLoadTally } from './load-tally.ts';
import { serveCalls } from './worker-serve.ts';

// Our own origin: without an address the library would load the runtime from a public CDN.
const wasm = env.backends.onnx.wasm;
if (wasm) {
  wasm.wasmPaths = '/ort/';
  // More threads than four cost more than they bring at this size; shared memory needs isolation.
  wasm.numThreads = self.crossOriginIsolated ? Math.min(4, navigator.hardwareConcurrency) : 1;
}

interface Ready {
  readonly recognizer: Recognizer;
  readonly loaded: LoadedModel;
}

let loading: { readonly key: string; readonly ready: Promise<Ready> } | null = null;
let running: AbortController | null = null;
const keyOf = ({ entry, fromHub }: ModelChoice) => `${entry.id}/${fromHub}`;

async function load(
  { entry, fromHub }: ModelChoice,
  part: (progress: TranscribePart) => void,
  signal: AbortSignal,
): Promise<Ready> {
  const startMs = performance.now();
  const fetchFile: typeof fetch = (...request) => fetch(...request);
  const sources = [createCompanionWeights(fetchFile)];
  if (fromHub) sources.push(createHubWeights(fetchFile, [entry]));
  const gpu = (navigator as { gpu?: Parameters<typeof hasRealGpu>[0] }).gpu;
  const plans = runPlans(entry, await hasRealGpu(gpu));
  for (const [index, plan] of plans.entries()) {
    const tally = createLoadTally(entry, plan.variant, part);
    const weights = createKeptWeights({
      entry,
      sources,
      caches: 'caches' in self ? caches : null,
      onProgress: tally,
    });
    try {
      const recognizer = await loadRecognizer(entry, plan, weights, signal);
      const loadMs = performance.now() - startMs;
      const threads = plan.device === 'wasm' ? (wasm?.numThreads ?? 1) : 1;
      return {
        recognizer,
        loaded: { device: plan.device, variant: plan.variant.name, threads, loadMs },
      };
    } catch (error) {
      // A graphics driver may refuse or fail; the processor can always be tried.
      if (signal.aborted || index === plans.length - 1) throw error;
    }
  }
  throw new Error(`${entry.id} has no variant for a browser.`);
}

/** The model, loaded once; another choice replaces it, and a failed load is not remembered. */
async function ready(
  model: ModelChoice,
  part: (progress: TranscribePart) => void,
  signal: AbortSignal,
): Promise<Ready> {
  const key = keyOf(model);
  if (loading?.key === key) return loading.ready;
  const before = loading?.ready;
  const freed = before?.then(({ recognizer }) => recognizer.dispose()).catch(() => {});
  const started = { key, ready: Promise.resolve(freed).then(() => load(model, part, signal)) };
  loading = started;
  started.ready.catch(() => {
    if (loading === started) loading = null;
  });
  return started.ready;
}

serveCalls<TranscribeRequest, TranscribePart, TranscribeResult>(
  self,
  async (request, part, signal) => {
    if (request.type === 'load') {
      const { loaded } = await ready(request.model, part, signal);
      return { type: 'loaded', loaded };
    }
    running?.abort(new DOMException('A newer utterance came.', 'AbortError'));
    const own = (running = new AbortController());
    signal.addEventListener('abort', () => own.abort(signal.reason), { once: true });
    const { recognizer } = await ready(request.model, () => {}, signal);
    own.signal.throwIfAborted();
    return {
      type: 'heard',
      heard: await recognizer.run(request.samples, request.language, own.signal),
    };
  },
);
