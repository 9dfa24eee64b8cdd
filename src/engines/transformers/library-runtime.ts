import { env as library } from '@huggingface/transformers';
import { env, InferenceSession } from 'onnxruntime-web';
import { runtimeFiles } from '../../base/ort-runtime.ts';
import { wasmThreads } from '../../base/wasm-threads.ts';
import type { RunPlan } from '../in-browser/choose-variant.ts';
import { lettingGo, quicklyPlanned } from './open-graphs.ts';

/** Readies ONNX Runtime in this worker, for the library too; returns the threads it takes on WASM. */
export function useOwnRuntime(): number {
  const threads = wasmThreads();
  env.wasm.numThreads = threads;
  // With it the library would import the runtime from a blob: address, which our policy refuses.
  library.useWasmCache = false;
  InferenceSession.create = lettingGo(
    quicklyPlanned(InferenceSession.create.bind(InferenceSession)),
  );
  return threads;
}

/**
 * The same loader on the build of the runtime that its plan needs; without an address the library
 * would take one from a public CDN. A worker has one runtime for its whole life: the plan that runs
 * first decides, and the build for WebGPU runs WASM as well.
 */
export function onOwnRuntime<Entry, Rest extends unknown[], Model>(
  load: (entry: Entry, plan: RunPlan, ...rest: Rest) => Promise<Model>,
): typeof load {
  return (entry, plan, ...rest) => {
    env.wasm.wasmPaths = { ...runtimeFiles(plan.device === 'webgpu' ? 'webgpu' : 'wasm') };
    return load(entry, plan, ...rest);
  };
}
