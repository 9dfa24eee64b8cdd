import type { ParleyDatabase } from '../../storage/migration.ts';

/** Small values the store keeps between visits, beside the learner's settings. */
export interface KeptValues {
  read(name: string): Promise<unknown>;
  write(name: string, value: unknown): Promise<void>;
}

export function createKeptValues(database: ParleyDatabase): KeptValues {
  return {
    read: async (name) => (await database.get('settings', `model-store.${name}`))?.value,
    async write(name, value) {
      await database.put('settings', { name: `model-store.${name}`, value });
    },
  };
}
