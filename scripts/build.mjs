import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build as bundle } from 'rolldown';
import { build } from 'vite';
import serverConfig from '../server/rolldown.config.js';
import { root, sourceStamp, writeStamp } from './build-stamp.mjs';
import { precompress } from './precompress.mjs';

process.chdir(root);
const quiet = process.argv.includes('--quiet');
const at = process.argv.indexOf('--base');
const base = at < 0 ? '/' : (process.argv[at + 1] ?? '');
if (!/^\/([A-Za-z0-9._~-]+\/)*$/.test(base)) {
  console.error(
    `--base takes a path with slashes at both ends, such as /parley/; it is "${base}".`,
  );
  process.exit(1);
}
// Read by vite.config.ts, which Vite itself loads.
process.env.PARLEY_BASE = base;
if (process.argv.includes('--hub')) process.env.PARLEY_HUB = 'on';
// Taken before: a file saved meanwhile belongs to the next build.
const stamp = sourceStamp();
try {
  await rm(join(root, 'dist-server'), { recursive: true, force: true });
  await build({ root, logLevel: quiet ? 'error' : 'info' });
  await precompress(join(root, 'dist'));
  await bundle(serverConfig);
  writeStamp(stamp);
} catch (error) {
  // The bundler's message names the file and the line; its own stack names neither.
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
