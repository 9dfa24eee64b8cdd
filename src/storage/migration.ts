import type { IDBPDatabase, IDBPTransaction, StoreNames } from 'idb';
import type { ParleyTables } from './tables.ts';

export type ParleyDatabase = IDBPDatabase<ParleyTables>;

/**
 * One numbered step of the schema. Never edited once released; a change is a new migration. Where it
 * waits, it waits for its own transaction and nothing else.
 */
export type Migration = (
  database: ParleyDatabase,
  transaction: IDBPTransaction<ParleyTables, StoreNames<ParleyTables>[], 'versionchange'>,
) => void | Promise<void>;
