import { appPath } from './app-base.ts';

/** Where ONNX Runtime's own files lie on our origin, with the slash at its end. */
const FOLDER = appPath('/ort/');

/** Addresses of the two halves of one build of ONNX Runtime, from the root of our origin. */
export interface RuntimeFiles {
  readonly mjs: string;
  readonly wasm: string;
}

const filesOf = (build: string): RuntimeFiles => ({
  mjs: `${FOLDER}ort-wasm-simd-threaded${build}.mjs`,
  wasm: `${FOLDER}ort-wasm-simd-threaded${build}.wasm`,
});

/**
 * The build of ONNX Runtime for models on a device. What WebGPU needs is not loaded for the others:
 * the build that can wait for a chip without JSPI (asyncify, 27 MB) holds one function of 1.3 MB,
 * whose optimisation takes V8 a core for 12 s and more than a gigabyte; the plain one has 14 MB.
 */
export function runtimeFiles(
  device: 'wasm' | 'webgpu',
  hasJspi: boolean = 'Suspending' in WebAssembly,
): RuntimeFiles {
  if (device === 'wasm') return filesOf('');
  return filesOf(hasJspi ? '.jspi' : '.asyncify');
}
