import { env } from '@huggingface/transformers';
import { wasmThreads } from '../../base/wasm-threads.ts';

/**
 * Where the library's runtime comes from and how many threads it takes; returns that number.
 * Without an address it would load the runtime from a public CDN.
 */
export function useOwnRuntime(): number {
  const wasm = env.backends.onnx.wasm;
  const threads = wasmThreads();
  if (wasm) {
    wasm.wasmPaths = '/ort/';
    wasm.numThreads = threads;
  }
  return threads;
}
