import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Plugin } from 'vite';
import languages from '../src/engines/in-browser/espeak/espeak-languages.json' with { type: 'json' };
import { packageFolder } from './engine-files.ts';

interface PackedFile {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

const DATA_ROOT = '/usr/share/espeak-ng-data/';
/**
 * What every voice needs, and the few hundred bytes that describe each of them: espeak-ng looks
 * once, at its start, which voices there are, and reads anything else by English rules. The English
 * dictionary is in it because other languages switch to it for its words.
 */
const SHARED = ['phontab', 'phonindex', 'phondata', 'intonations', 'voices/!v/f3'];

const folder = () => packageFolder('@echogarden/espeak-ng-emscripten');

/** The file table that the package's script carries for its 24 MB of data. */
function packedFiles(script: string): PackedFile[] {
  const entries = script.matchAll(/\{filename:"([^"]+)",start:(\d+),end:(\d+)\}/g);
  return [...entries].map(([, name, start, end]) => ({
    path: (name ?? '').replace(DATA_ROOT, ''),
    start: Number(start),
    end: Number(end),
  }));
}

/**
 * The package's script without the call that fetches all its data at start: our worker writes the
 * few files it needs into the same file system instead. Nothing else of it is changed.
 */
function withoutPreload(script: string): string {
  const from = script.indexOf('loadPackage({files:[');
  const to = script.indexOf('})})();', from);
  if (from < 0 || to < 0) throw new Error('espeak-ng.js no longer loads its data as expected.');
  return script.slice(0, from) + script.slice(to + 2);
}

/** An archive: length of the header (uint32, little endian), header as JSON, then the bytes. */
function archive(files: readonly PackedFile[], data: Buffer): Buffer {
  let at = 0;
  const header = files.map(({ path, start, end }) => {
    const from = at;
    at += end - start;
    return { path, start: from, end: at };
  });
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  return Buffer.concat([length, json, ...files.map((file) => data.subarray(file.start, file.end))]);
}

/**
 * Everything served under `/espeak/`, by file name: the script, `base.bin` (sounds, voices and English),
 * one `<dictionary>.bin` per other language, and the licence of it all (GPL-3.0).
 */
export function espeakFiles(): ReadonlyMap<string, Buffer> {
  const script = readFileSync(join(folder(), 'espeak-ng.js'), 'utf8');
  const data = readFileSync(join(folder(), 'espeak-ng.data'));
  const packed = packedFiles(script);
  const pick = (paths: readonly string[]) =>
    paths.map((path) => {
      const found = packed.find((file) => file.path === path);
      if (!found) throw new Error(`espeak-ng.data has no ${path}.`);
      return found;
    });
  const described = languages.map(({ voice }) => `lang/${voice}`);
  const wanted = new Map<string, string[]>([['base', [...SHARED, ...described]]]);
  for (const { file, dictionary } of languages) {
    const paths = wanted.get(file) ?? [];
    if (!paths.includes(`${dictionary}_dict`)) paths.push(`${dictionary}_dict`);
    wanted.set(file, paths);
  }
  const served = new Map<string, Buffer>([
    ['espeak-ng.js', Buffer.from(withoutPreload(script))],
    ['COPYING.txt', readFileSync(join(folder(), 'COPYING'))],
  ]);
  for (const [file, paths] of wanted) served.set(`${file}.bin`, archive(pick(paths), data));
  return served;
}

const types: Readonly<Record<string, string>> = {
  js: 'text/javascript',
  bin: 'application/octet-stream',
  txt: 'text/plain',
};

/**
 * Serves the voice of last resort from our own origin, cut from the installed package: in
 * development on request, in a build as files under `espeak/`. It stays outside the bundle
 * because it is GPL-3.0, loaded only when needed, and replaceable by whoever serves the app.
 */
export function espeakData(): Plugin {
  let outDir = 'dist';
  let files: ReadonlyMap<string, Buffer> | undefined;
  return {
    name: 'parley-espeak-data',
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    configureServer(server) {
      // Before Vite's own middleware, which would rewrite the script it is asked to import.
      server.middlewares.use((request, response, next) => {
        const path = (request.url ?? '').split('?')[0] ?? '';
        if (!path.startsWith('/espeak/')) return next();
        files ??= espeakFiles();
        const bytes = files.get(path.slice('/espeak/'.length));
        if (!bytes) return next();
        response.setHeader('content-type', types[path.split('.').at(-1) ?? ''] ?? 'text/plain');
        response.setHeader('content-length', bytes.length);
        response.setHeader('cross-origin-resource-policy', 'same-origin');
        response.end(request.method === 'HEAD' ? undefined : bytes);
      });
    },
    async writeBundle() {
      const target = join(outDir, 'espeak');
      await mkdir(target, { recursive: true });
      for (const [name, bytes] of espeakFiles()) await writeFile(join(target, name), bytes);
    },
  };
}
