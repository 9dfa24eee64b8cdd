import { canShareMemory } from './shared-memory.ts';

/** More cost more than they bring at the size of model that a browser runs. */
const MOST = 4;

/**
 * Threads for models on WebAssembly, everywhere the same, because figures measured with one number
 * say nothing about another. As ONNX Runtime's own default: two of the `cores` that a browser counts
 * are often one, and a thread that waits for the other is time lost. They need shared memory.
 */
export function wasmThreads(
  cores: number = navigator.hardwareConcurrency,
  shared: boolean = canShareMemory(),
): number {
  return shared ? Math.min(MOST, Math.ceil((cores || 1) / 2)) : 1;
}
