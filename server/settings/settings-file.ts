import { statSync, watch, type FSWatcher } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { CompanionError } from '../companion-error.ts';
import { readSettings } from './read-settings.ts';
import type { Settings } from './settings-schema.ts';

/** Editors write a file in several steps. */
const SETTLE_MS = 150;
/** What the system tells of no change (a network folder, one that was made anew) is looked up. */
const LOOK_MS = 5000;

export interface SettingsEvents {
  /** New, checked settings; what it throws means that the old ones stay. */
  readonly apply: (settings: Settings) => Promise<void>;
  /** The file makes no sense now, or is gone or empty; the last good settings stay in force. */
  readonly onRefused: (error: unknown) => void;
}

/**
 * Settings from a file, or all defaults when there is none.
 * @throws CompanionError `settings-invalid`, `settings-unreadable`.
 */
export async function loadSettings(file: string): Promise<Settings> {
  return readSettings((await readText(file)) ?? '', basename(file));
}

/** The text of the file; undefined when there is none. */
async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new CompanionError(
      'settings-unreadable',
      `${file} cannot be read.`,
      'Let the account that runs the companion read it.',
      { cause },
    );
  }
}

/**
 * New settings while others are in force. A file that is gone or holds nothing is a mishap then and
 * never a wish: without it there would be no upstreams, and keys would be asked of fewer people.
 * @throws CompanionError `settings-gone`, `settings-empty`, and those of `loadSettings`.
 */
async function reloadSettings(file: string): Promise<Settings> {
  const text = await readText(file);
  if (text === undefined) {
    throw new CompanionError(
      'settings-gone',
      `${file} is not there any more; the companion goes on with what it last said.`,
      'Put it back; to go on without it, start the companion anew.',
    );
  }
  if (isBlank(text)) {
    throw new CompanionError(
      'settings-empty',
      `${file} holds no settings any more; the companion goes on with what it last said.`,
      'Put them back; to go on without them, start the companion anew.',
    );
  }
  return readSettings(text, basename(file));
}

function isBlank(text: string): boolean {
  return text.split('\n').every((line) => /^\s*(#.*|-{3}|\.{3}|\{\s*\})?\s*$/.test(line));
}

/** Follows a settings file; returns a way to stop. The folder is watched: editors replace files. */
export function watchSettings(file: string, { apply, onRefused }: SettingsEvents): () => void {
  let timer: NodeJS.Timeout | undefined;
  let applying: Promise<void> = Promise.resolve();
  let seen = look(file);
  const reload = async () => {
    const now = look(file);
    // Nothing was there, nothing is: the folder changed in another way.
    if (now === undefined && seen === undefined) return;
    seen = now;
    try {
      await apply(await reloadSettings(file));
    } catch (error) {
      onRefused(error);
    }
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      applying = applying.then(reload);
    }, SETTLE_MS).unref();
  };
  const looking = setInterval(() => {
    if (look(file) !== seen) soon();
  }, LOOK_MS).unref();
  let watcher: FSWatcher | undefined;
  try {
    watcher = watch(dirname(file), { persistent: false }, (_event, name) => {
      if (name === null || name === basename(file)) soon();
    });
    watcher.on('error', onRefused);
  } catch (error) {
    onRefused(error);
  }
  return () => {
    clearTimeout(timer);
    clearInterval(looking);
    watcher?.close();
  };
}

/** What changes when a file does; undefined when it is not there. */
function look(file: string): string | undefined {
  try {
    const facts = statSync(file, { throwIfNoEntry: false });
    return facts && `${facts.ino}:${facts.size}:${facts.mtimeMs}`;
  } catch (error) {
    // A folder on the network that does not answer; whoever reads the file is told why.
    return String((error as NodeJS.ErrnoException).code);
  }
}
