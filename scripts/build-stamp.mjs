import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project folder. */
export const root = fileURLToPath(new URL('..', import.meta.url));

const inputs = ['src', 'server', 'build', 'public', 'models', 'scripts/precompress.mjs'].concat(
  ['index.html', 'vite.config.ts', 'svelte.config.js', 'tsconfig.json'],
  ['package.json', 'package-lock.json'],
);
const outputs = ['dist/index.html', 'dist-server/main.js'];
const stampFile = join(root, 'dist-server/build-stamp.txt');

/** A hash of everything a build is made from; names, contents, and the Node that makes it. */
export function sourceStamp() {
  const hash = createHash('sha256').update(process.versions.node.split('.')[0]);
  for (const input of inputs) add(hash, input);
  return hash.digest('hex');
}

function add(hash, path) {
  const full = join(root, path);
  if (!existsSync(full)) return;
  if (statSync(full).isDirectory()) {
    for (const name of readdirSync(full).sort()) add(hash, `${path}/${name}`);
  } else if (path.startsWith('models/bundled/')) {
    // 77 MB that SHA256SUMS pins: every start would read them.
    hash.update(`${path}\0${statSync(full).size}\0`);
  } else {
    const bytes = readFileSync(full);
    hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  }
}

/** Whether the last build was made from these very sources. */
export function isBuilt() {
  return (
    outputs.every((output) => existsSync(join(root, output))) &&
    existsSync(stampFile) &&
    readFileSync(stampFile, 'utf8') === sourceStamp()
  );
}

/** Remembers what the build in place was made from. */
export function writeStamp(stamp) {
  writeFileSync(stampFile, stamp);
}
