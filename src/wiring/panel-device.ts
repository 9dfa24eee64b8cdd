import type { EngineSetup, SpeedFigures } from '../contracts/route.ts';
import { tierOf } from '../device/tier-of.ts';
import type { MemoryCeiling } from '../patch-panel/memory-keeper.ts';
import type { PanelDevice } from '../patch-panel/patch-panel.ts';
import type { DeviceSpeeds } from '../patch-panel/run-records.ts';
import type { DeviceShelf } from './device-shelf.ts';
import { deviceView } from './device-view.ts';

/** Until the device was measured: what a small laptop can hold. */
const UNKNOWN: MemoryCeiling = { memoryMb: 1500, oneGpuModel: true };

/** This device as the patch panel sees it: its class, its speeds, what it can hold. */
export class ProbedDevice implements PanelDevice {
  readonly #shelf: DeviceShelf;

  constructor(shelf: DeviceShelf) {
    this.#shelf = shelf;
  }

  get view() {
    return this.#shelf.known && deviceView(this.#shelf.known);
  }

  get ceiling(): MemoryCeiling {
    if (!this.#shelf.known) return UNKNOWN;
    const { memoryCeilingMb: memoryMb, oneGpuModel } = tierOf(this.#shelf.known);
    return { memoryMb, oneGpuModel };
  }

  get speeds(): DeviceSpeeds | null {
    const { known: profile, measurements } = this.#shelf;
    if (!profile) return null;
    return {
      figuresFor: (setup: EngineSetup) => measurements.figuresFor(setup, profile),
      record: (setup: EngineSetup, figures: SpeedFigures) =>
        void measurements.record(profile.key, setup, figures),
    };
  }

  /**
   * Measured once per browser and chip, when `whenQuiet` has settled: what is kept is taken at once.
   */
  async look(
    whenQuiet: (signal: AbortSignal) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    await this.#shelf.look(signal, { fetchFile: null, whenQuiet });
  }

  async probe(
    onProgress: (share: number) => void,
    signal: AbortSignal,
    fetchFile: typeof fetch | null,
  ): Promise<void> {
    await this.#shelf.look(signal, { fresh: true, onProgress, fetchFile });
  }
}
