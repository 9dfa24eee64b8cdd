import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** The settings file: PARLEY_CONFIG, or parley.config.yaml where the companion was started. */
export function settingsPath(
  env: Readonly<Record<string, string | undefined>>,
  workingDir: string,
): string {
  return resolve(workingDir, env['PARLEY_CONFIG']?.trim() || 'parley.config.yaml');
}

/** Whether PARLEY_CONFIG names a file that is not there: somebody expects settings in force. */
export function lacksSettings(
  env: Readonly<Record<string, string | undefined>>,
  file: string,
): boolean {
  return Boolean(env['PARLEY_CONFIG']?.trim()) && !existsSync(file);
}
