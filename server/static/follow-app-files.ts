import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readAppFiles, type AppFile } from './app-files.ts';

const LOOK_MS = 2000;

/**
 * Keeps a list of the built app's files true while the app is built anew under a running companion:
 * what was listed before is gone then. `lookMs` is how often the folder is looked at. Returns a way
 * to stop.
 */
export function followAppFiles(
  appDir: string,
  files: Map<string, AppFile>,
  onError: (error: unknown) => void,
  lookMs = LOOK_MS,
): () => void {
  let mark: string | undefined;
  let looking = false;
  const look = async () => {
    const now = await markOf(appDir);
    if (now === mark) return;
    const next = await readAppFiles(appDir);
    // In the middle of a build there is nothing to serve; the old list is not worse.
    if (!next.has('/index.html')) return;
    mark = now;
    files.clear();
    for (const [path, file] of next) files.set(path, file);
  };
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    look()
      .catch(onError)
      .finally(() => (looking = false));
  }, lookMs).unref();
  return () => clearInterval(timer);
}

/** Another one when a file came into these folders or left them: a build does that with each. */
async function markOf(appDir: string): Promise<string> {
  const times = await Promise.all(
    ['.', 'assets'].map((name) =>
      stat(join(appDir, name)).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  );
  return times.join();
}
