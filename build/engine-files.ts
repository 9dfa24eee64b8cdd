import { createReadStream, readFileSync, statSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import type { Plugin } from 'vite';

const require = createRequire(import.meta.url);

/** The folder of an installed package. Read from disk because some hide their package.json. */
export function packageFolder(name: string): string {
  const root = require.resolve
    .paths(name)
    ?.map((folder) => join(folder, name))
    .find((folder) => statSync(join(folder, 'package.json'), { throwIfNoEntry: false }));
  if (!root) throw new Error(`${name} is not installed: run npm ci.`);
  return root;
}

/** The installed version of a package, e.g. `1.31.0`. */
export function packageVersion(name: string): string {
  const text = readFileSync(join(packageFolder(name), 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** Address on our own origin → file in an installed package. */
type EngineFiles = Readonly<Record<string, string>>;

const ort = (file: string) => join(packageFolder('onnxruntime-web'), 'dist', file);
const vad = (file: string) => join(packageFolder('@ricky0123/vad-web'), 'dist', file);
const webLlm = (file: string) => join(packageFolder('@mlc-ai/web-llm'), 'lib', file);

/**
 * The runtime of onnxruntime-web (plain for WASM; for WebGPU with JSPI and, where a
 * browser lacks that, with asyncify), the voice detector, and
 * what runs compiled models.
 */
const files: EngineFiles = {
  '/ort/ort-wasm-simd-threaded.mjs': ort('ort-wasm-simd-threaded.mjs'),
  '/ort/ort-wasm-simd-threaded.wasm': ort('ort-wasm-simd-threaded.wasm'),
  '/ort/ort-wasm-simd-threaded.jspi.mjs': ort('ort-wasm-simd-threaded.jspi.mjs'),
  '/ort/ort-wasm-simd-threaded.jspi.wasm': ort('ort-wasm-simd-threaded.jspi.wasm'),
  '/ort/ort-wasm-simd-threaded.asyncify.mjs': ort('ort-wasm-simd-threaded.asyncify.mjs'),
  '/ort/ort-wasm-simd-threaded.asyncify.wasm': ort('ort-wasm-simd-threaded.asyncify.wasm'),
  '/vad/silero_vad_v6.onnx': vad('silero_vad_v6.onnx'),
  '/web-llm/web-llm.mjs': webLlm('index.js'),
};

const types: Readonly<Record<string, string>> = {
  mjs: 'text/javascript',
  wasm: 'application/wasm',
  onnx: 'application/octet-stream',
};

/**
 * Serves engine files from our own origin: streamed from node_modules in development, copied
 * beside the app in a build. They stay outside the bundle because they are large, fetched only
 * when an engine starts, and found by name.
 */
export function engineFiles(): Plugin {
  let outDir = 'dist';
  return {
    name: 'parley-engine-files',
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    configureServer(server) {
      // Before Vite's own middleware, which would rewrite the .mjs it is asked to import.
      server.middlewares.use((request, response, next) => {
        const path = (request.url ?? '').split('?')[0] ?? '';
        const file = files[path];
        if (!file) return next();
        response.setHeader('content-type', types[path.split('.').at(-1) ?? ''] ?? 'text/plain');
        response.setHeader('content-length', statSync(file).size);
        if (request.method === 'HEAD') response.end();
        else createReadStream(file).pipe(response);
      });
    },
    async writeBundle() {
      for (const [path, file] of Object.entries(files)) {
        await mkdir(dirname(join(outDir, path)), { recursive: true });
        await copyFile(file, join(outDir, path));
      }
    },
  };
}
