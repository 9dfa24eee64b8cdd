import { LiveDatabase } from '../../src/storage/live-database.ts';
import { storageUnavailable } from '../../src/storage/storage-errors.ts';

/** The storage of a browser that keeps nothing, as in some private windows. */
export const noDatabase = () =>
  new LiveDatabase(() => Promise.reject(storageUnavailable(undefined)));
