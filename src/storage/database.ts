import { openDB } from 'idb';
import { ParleyError } from '../base/parley-error.ts';
import { lessonsAndProgress } from './migrations/001-lessons-and-progress.ts';
import { modelStore } from './migrations/002-model-store.ts';
import { deviceSpeed } from './migrations/003-device-speed.ts';
import type { Migration, ParleyDatabase } from './migration.ts';
import type { ParleyTables } from './tables.ts';

/** In order; the database's version is how many of them it has seen. */
const migrations: readonly Migration[] = [lessonsAndProgress, modelStore, deviceSpeed];

export interface DatabaseEvents {
  /** Another tab holds an older version open, so this one waits. */
  onBlocked?(): void;
  /** This tab holds an older version open and was closed so that the other can go on. */
  onSuperseded?(): void;
  /** The browser closed the database (storage cleared, disk error). */
  onTerminated?(): void;
}

/**
 * Opens the one database of Parley, migrating it to the newest version.
 * Throws `storage-unavailable` where the browser keeps nothing (some private windows, disk full).
 */
export async function openDatabase(
  events: DatabaseEvents = {},
  name = 'parley',
): Promise<ParleyDatabase> {
  try {
    return await openDB<ParleyTables>(name, migrations.length, {
      upgrade(database, oldVersion, _newVersion, transaction) {
        for (const migrate of migrations.slice(oldVersion)) migrate(database, transaction);
      },
      blocked: () => events.onBlocked?.(),
      blocking: (_current, _blocked, event) => {
        (event.target as IDBDatabase).close();
        events.onSuperseded?.();
      },
      terminated: () => events.onTerminated?.(),
    });
  } catch (cause) {
    throw new ParleyError(
      'storage-unavailable',
      'This browser keeps nothing for Parley, so your place and results are forgotten when you close the page.',
      'Leave the private window, or free some space on this device, and reload.',
      { cause },
    );
  }
}
