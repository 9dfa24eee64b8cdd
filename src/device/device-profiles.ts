import * as v from 'valibot';
import type { ParleyDatabase } from '../storage/migration.ts';
import { deviceSpeedSchema, type DeviceSpeed } from './device-profile.ts';

/** Speeds of this device by browser version and adapter, kept so that probes run once. */
export class DeviceProfiles {
  readonly #database: ParleyDatabase | null;
  readonly #here = new Map<string, DeviceSpeed>();

  /** Without a database (`null`) they last as long as the page. */
  constructor(database: ParleyDatabase | null) {
    this.#database = database;
  }

  /** What is kept under a key; null where there is nothing that fits this version of Parley. */
  async get(key: string): Promise<DeviceSpeed | null> {
    const here = this.#here.get(key);
    if (here) return here;
    const row = await this.#database?.get('deviceSpeeds', key).catch(() => undefined);
    const read = v.safeParse(deviceSpeedSchema, row?.speed);
    return read.success ? read.output : null;
  }

  async put(key: string, speed: DeviceSpeed): Promise<void> {
    this.#here.set(key, speed);
    await this.#database?.put('deviceSpeeds', { device: key, speed }).catch(() => {});
  }
}
