import { createReadStream, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize, resolve } from 'node:path';
import { build } from 'vite';
import { packageFolder } from '../../../build/engine-files.ts';
import { espeakData } from '../../../build/espeak-data.ts';
import { ModelIndex } from '../../../server/mirror/model-index.ts';
import { modelMirrorRoute } from '../../../server/routes/model-mirror.ts';
import { FileHashes } from '../../../server/static/file-hashes.ts';

const root = resolve(import.meta.dirname, '../../..');
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** A page with nothing but engines, built as the app is and served isolated. */
export interface EnginesServer {
  readonly url: string;
  /** Paths asked for since the last look. */
  takeRequests(): string[];
  close(): Promise<void>;
}

/** `page`: which of the pages in this folder. Without isolation there are no threads in WASM. */
export async function startEnginesServer(
  page = 'engines',
  isolated = true,
): Promise<EnginesServer> {
  const outDir = await mkdtemp(join(tmpdir(), 'parley-engines-'));
  await build({
    configFile: false,
    root,
    publicDir: false,
    logLevel: 'error',
    resolve: {
      alias: [
        {
          find: /^onnxruntime-web(\/wasm|\/webgpu)?$/,
          replacement: join(packageFolder('onnxruntime-web'), 'dist/ort.webgpu.min.mjs'),
        },
      ],
      dedupe: ['onnxruntime-common'],
    },
    plugins: [espeakData()],
    worker: { format: 'es' },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'esnext',
      rolldownOptions: { input: join(root, `tests/e2e/pages/${page}.html`) },
      chunkSizeWarningLimit: 2000,
    },
  });
  const folders: readonly (readonly [string, string])[] = [
    ['/ort/', join(packageFolder('onnxruntime-web'), 'dist')],
    ['/speech/', join(root, 'tests/fixtures/speech')],
    ['/', outDir],
  ];
  const models = new ModelIndex([join(root, 'tests/fixtures/models')], () => Date.now());
  const mirror = modelMirrorRoute(models, new FileHashes());
  let requests: string[] = [];

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const path = decodeURIComponent((request.url ?? '/').split('?')[0] ?? '/');
    requests.push(path);
    if (isolated) {
      response.setHeader('cross-origin-opener-policy', 'same-origin');
      response.setHeader('cross-origin-embedder-policy', 'require-corp');
    }
    response.setHeader('cross-origin-resource-policy', 'same-origin');
    response.setHeader(
      'content-security-policy',
      "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; img-src data:",
    );
    if (mirror.matches(path)) {
      void mirror.handle({ request, response, path });
      return;
    }
    const [prefix, folder] = folders.find(([start]) => path.startsWith(start)) ?? ['/', outDir];
    const file = join(folder, normalize(path.slice(prefix.length)));
    const found = file.startsWith(folder) && statSync(file, { throwIfNoEntry: false });
    if (!found || !found.isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream');
    response.setHeader('content-length', found.size);
    createReadStream(file).pipe(response);
  }

  const http = createServer(answer);
  await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening));
  const server: EnginesServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/tests/e2e/pages/${page}.html`,
    takeRequests() {
      const taken = requests;
      requests = [];
      return taken;
    },
    async close() {
      http.closeAllConnections();
      await new Promise((closed) => http.close(closed));
      await rm(outDir, { recursive: true, force: true });
    },
  };
  return server;
}
