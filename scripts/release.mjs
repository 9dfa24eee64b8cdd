// Puts a companion that was built into a folder of its own, with what it needs and nothing else:
// node scripts/release.mjs FOLDER [--for linux-arm64] [--from FOLDER_OF_BUILD]
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './build-stamp.mjs';

/**
 * Only the worker of the embedded models takes anything from node_modules: the library in the one
 * form that Node loads, and its native code for one kind of machine. Browsers have their own copy
 * in dist/ort.
 */
const packages = {
  '@huggingface/transformers': ['package.json', 'LICENSE', 'dist/transformers.node.mjs'],
  'onnxruntime-node': ['package.json', 'README.md', 'dist', 'bin/napi-v6/MACHINE'],
  'onnxruntime-common': ['package.json', 'README.md', 'dist/cjs', 'dist/esm'],
};

/** The library wants a reader of pictures when it is loaded, and none of our four jobs has any. */
const noPictures = {
  'package.json': '{"name":"sharp","version":"0.0.0","type":"module","exports":"./index.js"}\n',
  'index.js':
    "export default function sharp() {\n  throw new Error('This companion reads no pictures itself.');\n}\n",
};

/** `machine` is platform and architecture as Node names them, `linux/x64`. */
async function writeRelease(folder, from, machine) {
  await mkdir(folder, { recursive: true });
  await cp(join(from, 'dist'), join(folder, 'dist'), { recursive: true });
  await cp(join(from, 'dist-server'), join(folder, 'dist-server'), { recursive: true });
  await mkdir(join(folder, 'models'), { recursive: true });
  // Descriptions only: the weights that come with Parley are in dist/models.
  for (const name of await readdir(join(root, 'models'))) {
    if (name.endsWith('.json')) await cp(join(root, 'models', name), join(folder, 'models', name));
  }
  await cp(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  const { name, version, license, engines } = JSON.parse(
    await readFile(join(root, 'package.json'), 'utf8'),
  );
  await writeFile(
    join(folder, 'package.json'),
    `${JSON.stringify({ name, version, private: true, type: 'module', license, engines }, null, 2)}\n`,
  );
  for (const [name, files] of Object.entries(packages))
    await copyPackage(folder, name, files, machine);
  const sharp = join(folder, 'node_modules/sharp');
  await mkdir(sharp, { recursive: true });
  for (const [name, text] of Object.entries(noPictures)) await writeFile(join(sharp, name), text);
}

async function copyPackage(folder, name, files, machine) {
  const source = packageFolder(name);
  for (const file of files.map((it) => it.replace('MACHINE', machine))) {
    await cp(join(source, file), join(folder, 'node_modules', name, file), {
      recursive: true,
      filter: (path) => !/\.(d\.ts|map)$/.test(path),
    });
  }
}

/** The one that the library itself would find. */
function packageFolder(name) {
  let from = join(root, 'package.json');
  // What the native code needs stands beside it, in its own version.
  if (name === 'onnxruntime-node') from = createRequire(from).resolve('@huggingface/transformers');
  if (name === 'onnxruntime-common') from = join(packageFolder('onnxruntime-node'), 'package.json');
  const entry = createRequire(from).resolve(name);
  const end = entry.lastIndexOf(join('node_modules', name));
  return entry.slice(0, end + join('node_modules', name).length);
}

const usage = 'node scripts/release.mjs FOLDER [--for linux-arm64] [--from FOLDER_OF_BUILD]';
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { for: { type: 'string' }, from: { type: 'string' } },
});
if (positionals.length !== 1) {
  console.error(usage);
  process.exit(2);
}
await writeRelease(
  resolve(positionals[0]),
  resolve(values.from ?? root),
  (values.for ?? `${process.platform}-${process.arch}`).replace('-', '/'),
);
