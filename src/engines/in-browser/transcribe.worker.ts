import { env } from '@huggingface/transformers';
import type { ModelEntry } from '../../contracts/catalog.ts';
import { openStoredModels } from '../../model-store/open-stored-models.ts';
import { hasRealGpu, runPlans } from './choose-variant.ts';
import { loadRecognizer, type Recognizer } from './recognizer.ts';
import type { LoadedModel, TranscribeRequest, TranscribeResult } from './transcribe-protocol.ts';
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

let loading: { readonly id: string; readonly ready: Promise<Ready> } | null = null;
let running: AbortController | null = null;
const stored = openStoredModels();

/** Loads what the store holds of a model; throws `model-not-ready` where it holds nothing whole. */
async function load(entry: ModelEntry, signal: AbortSignal): Promise<Ready> {
  const startMs = performance.now();
  const models = await stored;
  const { variant } = (await models.files(entry.id)).record;
  const gpu = (navigator as { gpu?: Parameters<typeof hasRealGpu>[0] }).gpu;
  const plans = runPlans(entry, variant, await hasRealGpu(gpu));
  for (const [index, plan] of plans.entries()) {
    try {
      const recognizer = await loadRecognizer(entry, plan, models, signal);
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
  throw new Error(`${entry.id} has no variant for this browser.`);
}

/** The model, loaded once; another choice replaces it, and a failed load is not remembered. */
async function ready(entry: ModelEntry): Promise<Ready> {
  const { id } = entry;
  if (loading?.id === id) return loading.ready;
  const before = loading?.ready;
  const freed = before?.then(({ recognizer }) => recognizer.dispose()).catch(() => {});
  // Whoever asked first may give up; the next one waits for the same load, which reads a disk only.
  const whole = new AbortController().signal;
  const started = { id, ready: Promise.resolve(freed).then(() => load(entry, whole)) };
  loading = started;
  started.ready.catch(() => {
    if (loading === started) loading = null;
  });
  return started.ready;
}

serveCalls<TranscribeRequest, never, TranscribeResult>(self, async (request, _part, signal) => {
  if (request.type === 'load') {
    const { loaded } = await ready(request.entry);
    return { type: 'loaded', loaded };
  }
  running?.abort(new DOMException('A newer utterance came.', 'AbortError'));
  const own = (running = new AbortController());
  signal.addEventListener('abort', () => own.abort(signal.reason), { once: true });
  const { recognizer } = await ready(request.entry);
  own.signal.throwIfAborted();
  return {
    type: 'heard',
    heard: await recognizer.run(request.samples, request.language, own.signal),
  };
});
