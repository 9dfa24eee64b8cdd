import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';

/** Builds the page that has nothing but the model store. Returns its folder. */
export async function buildStorePage(): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'parley-store-page-'));
  await build({
    configFile: false,
    root: join(import.meta.dirname, 'store-page'),
    logLevel: 'error',
    worker: { format: 'es' },
    build: { outDir, target: 'es2023', emptyOutDir: true, assetsInlineLimit: 0 },
  });
  return outDir;
}
