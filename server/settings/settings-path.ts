import { resolve } from 'node:path';

/** The settings file: PARLEY_CONFIG, or parley.config.yaml where the companion was started. */
export function settingsPath(
  env: Readonly<Record<string, string | undefined>>,
  workingDir: string,
): string {
  return resolve(workingDir, env['PARLEY_CONFIG']?.trim() || 'parley.config.yaml');
}
