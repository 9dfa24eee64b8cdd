import * as v from 'valibot';
import type { LiveDatabase } from '../storage/live-database.ts';
import { deviceSpeedSchema, type DeviceSpeed } from './device-profile.ts';

/**
 * Speeds of this device by browser version and adapter, kept so that probes run once; where nothing
 * can be kept they last as long as the page.
 */
export class DeviceProfiles {
  readonly #database: LiveDatabase;
  readonly #here = new Map<string, DeviceSpeed>();

  constructor(database: LiveDatabase) {
    this.#database = database;
  }

  /** What is kept under a key; null where there is nothing that fits this version of Parley. */
  async get(key: string): Promise<DeviceSpeed | null> {
    const here = this.#here.get(key);
    if (here) return here;
    const row = await this.#database
      .use((open) => open.get('deviceSpeeds', key))
      .catch(() => undefined);
    const read = v.safeParse(deviceSpeedSchema, row?.speed);
    return read.success ? read.output : null;
  }

  async put(key: string, speed: DeviceSpeed): Promise<void> {
    this.#here.set(key, speed);
    await this.#database
      .use((open) => open.put('deviceSpeeds', { device: key, speed }))
      .catch(() => {});
  }
}
