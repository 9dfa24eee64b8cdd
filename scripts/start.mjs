import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isBuilt, root } from './build-stamp.mjs';

function leave(sentence) {
  console.error(sentence);
  process.exit(1);
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  leave(
    `Parley needs Node 20.19 or newer; this is ${process.versions.node}. See https://nodejs.org`,
  );
}

if (!isBuilt()) {
  if (!existsSync(join(root, 'node_modules/vite'))) {
    leave('The packages Parley is built from are not installed. Run: npm ci');
  }
  console.log('Building Parley; the next start is immediate.');
  const { status } = spawnSync(process.execPath, [join(root, 'scripts/build.mjs'), '--quiet'], {
    stdio: 'inherit',
  });
  if (status !== 0) leave('The build failed; the lines above say where.');
}

// In this process, so that signals and the exit code need no forwarding.
await import('../dist-server/main.js');
