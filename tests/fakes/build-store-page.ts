import { svelte, vitePreprocess } from '@sveltejs/vite-plugin-svelte';
import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';

const ort = join(import.meta.dirname, '../../node_modules/onnxruntime-web/dist');
/** Pages that show a screen of the app. */
const screens = new Set(['models', 'routes']);
const webLlm = join(import.meta.dirname, '../../node_modules/@mlc-ai/web-llm/lib/index.js');
const ortFiles = ['mjs', 'wasm'].map((end) => `ort-wasm-simd-threaded.asyncify.${end}`);

/**
 * Builds a page that has nothing but the model store, or one with engines, a bench or the models
 * screen on top of it; or the routes screen on a patch panel made by hand. Returns its folder.
 */
export async function buildStorePage(
  page: 'index' | 'engines' | 'bench' | 'models' | 'routes' | 'web-llm' | 'http-engines' = 'index',
): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'parley-store-page-'));
  const root = join(import.meta.dirname, 'store-page');
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    resolve: {
      alias: [
        {
          find: /^onnxruntime-web(\/wasm|\/webgpu)?$/,
          replacement: join(ort, 'ort.webgpu.min.mjs'),
        },
      ],
    },
    plugins: screens.has(page) ? [svelte({ configFile: false, preprocess: vitePreprocess() })] : [],
    worker: { format: 'es' },
    build: {
      outDir,
      target: 'es2023',
      emptyOutDir: true,
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 5000,
      rollupOptions: { input: join(root, `${page}.html`) },
    },
  });
  if (page === 'engines')
    for (const file of ortFiles) await cp(join(ort, file), join(outDir, 'ort', file));
  if (page === 'web-llm') await cp(webLlm, join(outDir, 'web-llm/web-llm.mjs'));
  return outDir;
}
