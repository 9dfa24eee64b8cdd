import type { ModelStore } from '../../model-store/model-store.ts';
import type { Advise } from './model-groups.ts';

/** The store of models, and which of them are worth having here. */
export interface ModelsOnDevice {
  readonly store: ModelStore;
  readonly advise: Advise;
  /** The same once this device was looked at: with speeds, and what is best here. */
  adviseByDevice(signal: AbortSignal): Promise<Advise>;
  /** True where the public hub can be had, by this page or through its companion. */
  readonly mayAskHub: boolean;
  /** The page itself may ask the hub. */
  readonly hubInReach: boolean;
}
