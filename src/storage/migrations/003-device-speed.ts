import type { Migration } from '../migration.ts';

/** What probes found per browser and adapter, and how fast models really ran there. */
export const deviceSpeed: Migration = (database) => {
  database.createObjectStore('deviceSpeeds', { keyPath: 'device' });
  const measurements = database.createObjectStore('measurements', {
    keyPath: ['device', 'modelId', 'variant', 'runtime'],
  });
  measurements.createIndex('device', 'device');
};
