import type { Migration } from '../migration.ts';

/** Weights: what is known of each model, the journal of its chunks, and the chunks themselves. */
export const modelStore: Migration = (database) => {
  database.createObjectStore('models', { keyPath: 'id' });
  database.createObjectStore('chunkJournal', { keyPath: ['model', 'path', 'index'] });
  database.createObjectStore('chunks');
};
