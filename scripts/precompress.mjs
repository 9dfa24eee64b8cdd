import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const worthIt = /\.(js|mjs|css|html|json|svg|webmanifest|wasm|txt|bin)$/;
/** Fetched in ranges, which are never of a compressed copy. */
const weights = /^models[/\\]/;
const SMALL = 1024;
/** Above this the best setting costs a minute and saves a few percent. */
const LARGE = 1024 * 1024;

/**
 * Puts `.br` and `.gz` copies beside the files of a built app, so that the companion never
 * compresses while a learner waits. A copy that saves less than a tenth is not kept.
 */
export async function precompress(folder) {
  const names = await readdir(folder, { recursive: true });
  for (const name of names.filter((name) => worthIt.test(name) && !weights.test(name))) {
    const file = join(folder, name);
    const { size } = await stat(file);
    if (size < SMALL) continue;
    const bytes = await readFile(file);
    const [br, gz] = await Promise.all([
      promisify(brotliCompress)(bytes, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: size > LARGE ? 5 : 11,
          [constants.BROTLI_PARAM_LGWIN]: 22,
          [constants.BROTLI_PARAM_SIZE_HINT]: size,
        },
      }),
      promisify(gzip)(bytes, { level: size > LARGE ? 6 : 9 }),
    ]);
    if (br.length < size * 0.9) await writeFile(`${file}.br`, br);
    if (gz.length < size * 0.9) await writeFile(`${file}.gz`, gz);
  }
}
