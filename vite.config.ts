import { svelte } from '@sveltejs/vite-plugin-svelte';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { VitePWA } from 'vite-plugin-pwa';
import { defineConfig } from 'vitest/config';
import { bundledModels } from './build/bundled-models.ts';
import { engineFiles, packageFolder, packageVersion } from './build/engine-files.ts';
import { espeakData } from './build/espeak-data.ts';
import { fontPreload } from './build/font-preload.ts';
import { hosting } from './build/hosting.ts';
import { webManifest } from './build/web-manifest.ts';

const root = import.meta.dirname;
const testing = Boolean(process.env['VITEST']);
/** Where the app will lie; `npm run build -- --base /parley/` sets it. */
const base = process.env['PARLEY_BASE'] || '/';
const hub = process.env['PARLEY_HUB'] === 'on';

function hashOf(...files: string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(join(root, file)));
  return hash.digest('hex').slice(0, 8);
}

/** What the service worker names its kept engine files by: a new package, a new copy. */
const engineVersions = {
  [`${base}ort/`]: packageVersion('onnxruntime-web'),
  [`${base}vad/`]: packageVersion('@ricky0123/vad-web'),
  [`${base}web-llm/`]: packageVersion('@mlc-ai/web-llm'),
  // Cut from its package by our own script, so that counts too.
  [`${base}espeak/`]: `${packageVersion('@echogarden/espeak-ng-emscripten')}-${hashOf('build/espeak-data.ts', 'src/engines/in-browser/espeak/espeak-languages.json')}`,
};

export default defineConfig({
  base,
  define: {
    __ENGINE_VERSIONS__: JSON.stringify(engineVersions),
    __APP_BASE__: JSON.stringify(base),
  },
  resolve: {
    // One onnxruntime-web under both the voice detector and transformers.js. vad-web is CommonJS,
    // so only an absolute path keeps a second copy out of the bundle.
    alias: [
      {
        find: /^onnxruntime-web(\/wasm|\/webgpu)?$/,
        replacement: join(packageFolder('onnxruntime-web'), 'dist/ort.webgpu.min.mjs'),
      },
    ],
    dedupe: ['onnxruntime-common'],
    // Vitest runs in Node, where Svelte would otherwise hand out its server half.
    ...(testing ? { conditions: ['browser'] } : {}),
  },
  plugins: [
    svelte(),
    engineFiles(),
    espeakData(),
    bundledModels(),
    fontPreload('atkinson-hyperlegible-next-latin-wght-normal', base),
    hosting({ base, hub }),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src',
      filename: 'service-worker.ts',
      registerType: 'prompt',
      // The app registers it (wiring/app-update.svelte.ts), so that no inline script is needed.
      injectRegister: false,
      manifest: webManifest(root, base),
      // A file too large to precache fails the build instead of being left out silently.
      showMaximumFileSizeToCacheInBytesWarning: false,
      integration: {
        // Its inner build would print its own report into ours.
        configureCustomSWViteBuild: (config) => void (config.logLevel = 'warn'),
      },
      injectManifest: {
        // A classic script: module service workers are young in Firefox.
        rollupFormat: 'iife',
        globPatterns: ['**/*.{html,js,css,json,svg,png,woff2,webmanifest}'],
        // Engines are kept on request; cyrillic and greek letters come with the first text in them.
        globIgnores: [
          '{ort,vad,espeak,web-llm,models,screenshots}/**',
          '**/*{cyrillic,greek,vietnamese}*.woff2',
        ],
      },
    }),
  ],
  // Found at the start of `npm run dev`, or the first lesson would reload the page.
  optimizeDeps: { include: ['@huggingface/transformers', 'onnxruntime-web'] },
  worker: { format: 'es' },
  build: {
    target: ['chrome111', 'edge111', 'firefox114', 'safari16.4'],
    // light-dark() and oklch() are written with their own fallbacks: leave them as they are.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // No data: URLs, so that the content security policy stays short.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1500,
  },
  test: {
    include: ['tests/{unit,contract}/**/*.test.ts'],
    // Generous, because tests say what is right and not how fast a busy machine is.
    testTimeout: 30_000,
    // One more than there are cores: contract tests mostly wait for servers.
    maxWorkers: availableParallelism() + 1,
  },
});
