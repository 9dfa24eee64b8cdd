import { readdir } from 'node:fs/promises';
import { readShelf } from '../providers/embedded/model-shelf.ts';
import { listFiles } from '../static/list-files.ts';
import { findingsAbout, type Finding } from './finding.ts';

const { ok, warn } = findingsAbout('weights');

/** What lies in the folders of weights, and which of it this machine cannot run. */
export async function checkWeights(
  modelsDirs: readonly string[],
  catalogDir: string,
): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for (const modelsDir of modelsDirs) {
    const folders = (await readdir(modelsDir, { withFileTypes: true }).catch(() => []))
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .sort();
    if (folders.length === 0) continue;
    const runnable = new Set((await readShelf([modelsDir], catalogDir)).map(({ id }) => id));
    const bytes = (await listFiles(modelsDir)).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const size = `${Math.ceil(bytes / 1e6)} MB`;
    const whole = folders.filter((name) => runnable.has(name));
    found.push(
      ok(`${size} in ${modelsDir}; this machine can run: ${whole.join(', ') || 'none'}.`),
      ...folders
        .filter((name) => !runnable.has(name))
        // What comes with Parley is whole, and some of it is for browsers alone.
        .filter(() => modelsDir === modelsDirs[0])
        .map((name) =>
          warn(
            `${name} is not whole, or of a kind that only browsers run.`,
            `Compare its files with models/${name}.json, names and sizes.`,
          ),
        ),
    );
  }
  if (found.length > 0) return found;
  return [
    warn(
      `There are no weights in ${modelsDirs.join(' or ')}.`,
      'Not needed when other machines do all jobs; else add one folder per model as in models/*.json.',
    ),
  ];
}
