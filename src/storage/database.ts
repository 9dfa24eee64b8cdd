import { openDB } from 'idb';
import { lessonsAndProgress } from './migrations/001-lessons-and-progress.ts';
import { modelStore } from './migrations/002-model-store.ts';
import { deviceSpeed } from './migrations/003-device-speed.ts';
import { lessonsByContent } from './migrations/004-lessons-by-content.ts';
import type { Migration, ParleyDatabase } from './migration.ts';
import { storageNewer, storageUnavailable } from './storage-errors.ts';
import type { ParleyTables } from './tables.ts';

/** In order; the database's version is how many of them it has seen. */
const migrations: readonly Migration[] = [
  lessonsAndProgress,
  modelStore,
  deviceSpeed,
  lessonsByContent,
];

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
 * Throws `storage-unavailable` where the browser keeps nothing (some private windows, disk full), and
 * `storage-newer` where a newer version has been here.
 */
export async function openDatabase(
  events: DatabaseEvents = {},
  name = 'parley',
): Promise<ParleyDatabase> {
  let failure: unknown;
  try {
    return await openDB<ParleyTables>(name, migrations.length, {
      upgrade(database, oldVersion, _newVersion, transaction) {
        const migrate = async () => {
          for (const step of migrations.slice(oldVersion)) {
            // Only what waits is waited for: the tables of the first steps are there at once.
            const waiting = step(database, transaction);
            if (waiting) await waiting;
          }
        };
        // All of it or nothing: what was kept stays as it was.
        migrate().catch((error: unknown) => {
          failure = error;
          transaction.abort();
        });
      },
      blocked: () => events.onBlocked?.(),
      blocking: (_current, wanted, event) => {
        (event.target as IDBDatabase).close();
        // Without a version it is being deleted: it can be made anew.
        if (wanted === null) events.onTerminated?.();
        else events.onSuperseded?.();
      },
      terminated: () => events.onTerminated?.(),
    });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'VersionError') throw storageNewer(cause);
    throw storageUnavailable(failure ?? cause);
  }
}
