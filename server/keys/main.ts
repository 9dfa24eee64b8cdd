import { resolve } from 'node:path';
import { CompanionError } from '../companion-error.ts';
import { loadSettings } from '../settings/settings-file.ts';
import { settingsPath } from '../settings/settings-path.ts';
import { keysCommand } from './keys-command.ts';

try {
  const { keys } = await loadSettings(settingsPath(process.env, process.cwd()));
  console.log(await keysCommand(process.argv.slice(2), resolve(keys.file), new Date()));
} catch (error) {
  if (!(error instanceof CompanionError)) throw error;
  console.error(`${error.message}\n${error.remedy}`);
  process.exitCode = 1;
}
