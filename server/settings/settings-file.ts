import { watch, type FSWatcher } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { CompanionError } from '../companion-error.ts';
import { readSettings } from './read-settings.ts';
import type { Settings } from './settings-schema.ts';

/** Editors write a file in several steps. */
const SETTLE_MS = 150;

export interface SettingsEvents {
  /** New, checked settings; what it throws means that the old ones stay. */
  readonly apply: (settings: Settings) => Promise<void>;
  /** The file does not make sense now; the last good settings stay in force. */
  readonly onRefused: (error: unknown) => void;
}

/**
 * Settings from a file, or all defaults when there is none.
 * @throws CompanionError `settings-invalid`, `settings-unreadable`.
 */
export async function loadSettings(file: string): Promise<Settings> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return readSettings('', basename(file));
    throw new CompanionError(
      'settings-unreadable',
      `${file} cannot be read.`,
      'Let the account that runs the companion read it.',
      { cause },
    );
  }
  return readSettings(text, basename(file));
}

/** Follows a settings file; returns a way to stop. The folder is watched: editors replace files. */
export function watchSettings(file: string, { apply, onRefused }: SettingsEvents): () => void {
  let timer: NodeJS.Timeout | undefined;
  let applying: Promise<void> = Promise.resolve();
  const reload = async () => {
    try {
      await apply(await loadSettings(file));
    } catch (error) {
      onRefused(error);
    }
  };
  let watcher: FSWatcher;
  try {
    watcher = watch(dirname(file), { persistent: false }, (_event, name) => {
      if (name !== null && name !== basename(file)) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        applying = applying.then(reload);
      }, SETTLE_MS).unref();
    });
    watcher.on('error', onRefused);
  } catch (error) {
    onRefused(error);
    return () => undefined;
  }
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}
