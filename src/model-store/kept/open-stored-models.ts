import { openDatabase } from '../../storage/database.ts';
import { createIndexedDbChunks } from './indexed-db-chunks.ts';
import { createStoredModels, type StoredModels } from './stored-models.ts';

/** The reading half alone, for workers of engines: opens the database by itself. */
export async function openStoredModels(): Promise<StoredModels> {
  return createStoredModels(createIndexedDbChunks(await openDatabase()), () => Date.now());
}
