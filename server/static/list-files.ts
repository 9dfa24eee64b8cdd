import { readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** A file found under a folder. */
export interface ListedFile {
  /** Relative, with forward slashes. */
  readonly path: string;
  /** Absolute, links resolved. */
  readonly file: string;
  readonly sizeBytes: number;
}

const MAX_DEPTH = 8;

/**
 * Every file under `root`, sorted by path; none when the folder is missing. Hidden names are left
 * out, and so is a link that leads outside the folder: an unpacked archive may contain one.
 */
export async function listFiles(root: string): Promise<ListedFile[]> {
  const found: ListedFile[] = [];
  const base = await realpath(root).catch(() => undefined);
  if (base !== undefined) await walk(base, base, '', 0, found);
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function walk(
  base: string,
  folder: string,
  prefix: string,
  depth: number,
  found: ListedFile[],
): Promise<void> {
  if (depth > MAX_DEPTH) return;
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((name) => !name.startsWith('.') && !name.includes('\\'))) {
    // Gone meanwhile, or a link to nowhere: as if it were not there.
    const file = await realpath(join(folder, name)).catch(() => undefined);
    if (file === undefined || !file.startsWith(base + sep)) continue;
    const facts = await stat(file).catch(() => undefined);
    if (facts?.isDirectory()) await walk(base, file, `${prefix}${name}/`, depth + 1, found);
    else if (facts?.isFile()) found.push({ path: prefix + name, file, sizeBytes: facts.size });
  }
}
