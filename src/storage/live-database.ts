import { ParleyError } from '../base/parley-error.ts';
import type { DatabaseEvents } from './database.ts';
import type { ParleyDatabase } from './migration.ts';
import { storageNewer, storageSlow } from './storage-errors.ts';

export interface LiveDatabaseOptions {
  /** ms that opening may take before the app goes on without it. */
  readonly openMs?: number;
  /** ms that one piece of work may take. */
  readonly workMs?: number;
  /** A newer version in another tab took the database. Nothing can be kept here any more. */
  onSuperseded?(): void;
}

/** What says something of the value, not of the connection: a new one would not help. */
const NOT_LOST = new Set(['QuotaExceededError', 'DataError', 'ConstraintError', 'DataCloneError']);

const isLost = (error: unknown) =>
  error instanceof DOMException && !NOT_LOST.has(error.name) && error.name !== 'VersionError';

/**
 * The database as it is now: opened when it is first wanted, opened again after the platform dropped
 * it, and never waited for longer than a moment.
 */
export class LiveDatabase {
  readonly #open: (events: DatabaseEvents) => Promise<ParleyDatabase>;
  readonly #options: LiveDatabaseOptions;
  #current: ParleyDatabase | null = null;
  #opening: Promise<ParleyDatabase> | null = null;
  /** The present opening has taken too long once: nobody else waits for it. */
  #slow = false;
  /** Taken by a newer version: it is not opened again. */
  #superseded = false;

  constructor(
    open: (events: DatabaseEvents) => Promise<ParleyDatabase>,
    options: LiveDatabaseOptions = {},
  ) {
    this.#open = open;
    this.#options = options;
  }

  /**
   * An open connection. Rejects with what `openDatabase` throws, or `storage-slow` where it does not
   * answer in time.
   */
  async connection(): Promise<ParleyDatabase> {
    if (this.#current) return this.#current;
    if (this.#superseded) throw storageNewer();
    if (this.#slow) throw storageSlow();
    this.#opening ??= this.#begin();
    try {
      return await within(this.#opening, this.#options.openMs ?? 2_000);
    } catch (error) {
      if (error instanceof ParleyError && error.code === 'storage-slow') {
        this.#slow = this.#opening !== null;
      }
      throw error;
    }
  }

  /** Why nothing can be kept now: what `connection` rejects with; null where it can. */
  problem(): Promise<unknown> {
    return this.connection().then(
      () => null,
      (error: unknown) => error,
    );
  }

  #begin(): Promise<ParleyDatabase> {
    const opening = this.#open({
      onTerminated: () => (this.#current = null),
      onSuperseded: () => {
        this.#current = null;
        this.#superseded = true;
        this.#options.onSuperseded?.();
      },
    });
    opening.then(
      (database) => (this.#current = database),
      () => {},
    );
    const over = () => {
      this.#opening = null;
      this.#slow = false;
    };
    opening.then(over, over);
    return opening;
  }

  /**
   * Does `work` on an open connection; once more on a new one where the connection was lost. Rejects
   * with what `connection` or `work` rejects with, or `storage-slow`. What took too long may still be
   * done later, so `work` is something that can be done twice.
   */
  async use<T>(work: (database: ParleyDatabase) => Promise<T>): Promise<T> {
    const limitMs = this.#options.workMs ?? 3_000;
    const database = await this.connection();
    try {
      return await within(work(database), limitMs);
    } catch (error) {
      if (!isLost(error) || this.#superseded) throw error;
      if (this.#current === database) this.#current = null;
      database.close();
      return within(work(await this.connection()), limitMs);
    }
  }

  /**
   * One object for those who hold a database for as long as the page lives: each call goes to the
   * connection of that moment. Its calls throw while there is none, and one is opened meanwhile.
   */
  readonly lasting: ParleyDatabase = new Proxy({} as ParleyDatabase, {
    get: (_target, name) => {
      const database = this.#current;
      if (!database) {
        this.connection().catch(() => {});
        throw this.#superseded ? storageNewer() : storageSlow();
      }
      const value: unknown = Reflect.get(database, name, database);
      return typeof value === 'function' ? (value.bind(database) as unknown) : value;
    },
  });
}

function within<T>(work: Promise<T>, limitMs: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(storageSlow()), limitMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
