import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['firefox-esr', 'firefox'];

/** What to tell a person whose machine has no Firefox; their tests go on without it. */
export const FIREFOX_MISSING =
  'Firefox was not found, so nothing was tested in it: install it with "sudo apt-get install -y firefox-esr", or set FIREFOX_PATH.';

/** The Firefox to test with: FIREFOX_PATH, else the first one on the PATH. `undefined` without one. */
export function firefoxPath(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [env['FIREFOX_PATH'] ?? [], onPath].flat().find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
