import { env } from '@huggingface/transformers';

/**
 * Where the library's runtime comes from and how many threads it takes; returns that number.
 * Without an address it would load the runtime from a public CDN.
 */
export function useOwnRuntime(): number {
  const wasm = env.backends.onnx.wasm;
  // More threads than four cost more than they bring at this size; shared memory needs isolation.
  const threads = self.crossOriginIsolated ? Math.min(4, navigator.hardwareConcurrency) : 1;
  if (wasm) {
    wasm.wasmPaths = '/ort/';
    wasm.numThreads = threads;
  }
  return threads;
}
