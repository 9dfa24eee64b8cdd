import { ENCODINGS, type Encoding } from './accepted-encoding.ts';
import { listFiles } from './list-files.ts';

/** One file of the built app and its compressed copies; all absolute. */
export interface AppFile {
  readonly file: string;
  readonly encoded: ReadonlyMap<Encoding, string>;
}

const endings: Readonly<Record<Encoding, string>> = { br: '.br', gzip: '.gz' };

/** The built app by address (`/index.html`, `/assets/…`); empty when it has not been built. */
export async function readAppFiles(appDir: string): Promise<Map<string, AppFile>> {
  const listed = new Map((await listFiles(appDir)).map(({ path, file }) => [path, file]));
  const app = new Map<string, AppFile>();
  for (const [path, file] of listed) {
    // `x.js.br` beside `x.js` is a copy of it, not an address of its own.
    if (ENCODINGS.some((it) => path.endsWith(endings[it]) && listed.has(path.slice(0, -3))))
      continue;
    const encoded = new Map<Encoding, string>();
    for (const encoding of ENCODINGS) {
      const copy = listed.get(path + endings[encoding]);
      if (copy !== undefined) encoded.set(encoding, copy);
    }
    app.set(`/${path}`, { file, encoded });
  }
  return app;
}
