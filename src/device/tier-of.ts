import * as v from 'valibot';
import document from '../../models/tiers.json' with { type: 'json' };
import { classify, tiersSchema, type MachineFigures, type Tier } from '../contracts/tiers.ts';
import type { DeviceProfile } from './device-profile.ts';

const { tiers } = v.parse(tiersSchema, document);

/** The figures of a profile that a tier is decided by. */
export function machineFigures(profile: DeviceProfile): MachineFigures {
  const { graphics, wasm, phone } = profile;
  const rates = wasm.allThreads ?? wasm.oneThread;
  return {
    phone,
    cpuGflops: rates?.fp32.matrixGflops ?? null,
    gpu:
      graphics && !graphics.software
        ? { gbPerS: graphics.bandwidthGbPerS, gflops: graphics.matrixGflops, driverMemoryMb: null }
        : null,
  };
}

/** The class of this device, from what was measured on it. */
export function tierOf(profile: DeviceProfile): Tier {
  return classify(tiers, machineFigures(profile));
}
