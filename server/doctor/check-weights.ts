import { readdir } from 'node:fs/promises';
import { readShelf } from '../providers/embedded/model-shelf.ts';
import { listFiles } from '../static/list-files.ts';
import { findingsAbout, type Finding } from './finding.ts';

const { ok, warn } = findingsAbout('weights');

/** What lies in the folder of weights, and which of it is not whole. */
export async function checkWeights(
  modelsDir: string,
  catalogDir: string,
): Promise<readonly Finding[]> {
  const folders = (await readdir(modelsDir, { withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort();
  if (folders.length === 0) {
    return [
      warn(
        `There are no weights in ${modelsDir}.`,
        'Not needed when other machines do all jobs; else add one folder per model as in models/*.json.',
      ),
    ];
  }
  const runnable = new Set((await readShelf(modelsDir, catalogDir)).map(({ id }) => id));
  const bytes = (await listFiles(modelsDir)).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const size = `${Math.ceil(bytes / 1e6)} MB`;
  const whole = folders.filter((name) => runnable.has(name));
  return [
    ok(`${size} in ${modelsDir}; this machine can run: ${whole.join(', ') || 'none'}.`),
    ...folders
      .filter((name) => !runnable.has(name))
      .map((name) =>
        warn(
          `${name} is not whole, or of a kind that only browsers run.`,
          `Compare its files with models/${name}.json, names and sizes.`,
        ),
      ),
  ];
}
