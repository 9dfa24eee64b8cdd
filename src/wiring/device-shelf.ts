import type { ModelEntry } from '../contracts/catalog.ts';
import type { DeviceProfile } from '../device/device-profile.ts';
import { DeviceProfiles } from '../device/device-profiles.ts';
import { Measurements } from '../device/measurements.ts';
import { probeDevice, type ProbeOptions } from '../device/probe-device.ts';
import type { LiveDatabase } from '../storage/live-database.ts';

/** What this device can do, and how fast models really were on it. */
export class DeviceShelf {
  readonly measurements: Measurements;
  readonly #profiles: DeviceProfiles;
  #known: DeviceProfile | null = null;

  private constructor(measurements: Measurements, profiles: DeviceProfiles) {
    this.measurements = measurements;
    this.#profiles = profiles;
  }

  /** Reads what is kept; measures nothing. */
  static async open(database: LiveDatabase, catalog: readonly ModelEntry[]): Promise<DeviceShelf> {
    return new DeviceShelf(
      await Measurements.open(database, catalog),
      new DeviceProfiles(database),
    );
  }

  /** The last profile of this visit; null before the first. */
  get known(): DeviceProfile | null {
    return this.#known;
  }

  /** Reads the device; what takes time is measured only where it is not kept, or when `fresh`. */
  async look(
    signal: AbortSignal,
    options: Omit<ProbeOptions, 'kept'> = {},
  ): Promise<DeviceProfile> {
    this.#known = await probeDevice(signal, { ...options, kept: this.#profiles });
    return this.#known;
  }
}
