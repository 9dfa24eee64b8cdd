/** A stretch of samples. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Loudness is looked at in steps of 20 ms at 16 kHz. */
const STEP = 320;
/** A cut is looked for in this last part of a window. */
const LAST_PART = 0.4;

/** Cuts samples into stretches of at most `most` samples, each cut where it is quietest. */
export function splitAtQuiet(samples: Float32Array, most: number): Stretch[] {
  const stretches: Stretch[] = [];
  let from = 0;
  while (samples.length - from > most) {
    const first = from + Math.ceil(most * (1 - LAST_PART));
    let cut = from + most;
    let quietest = Infinity;
    for (let at = first; at + STEP <= from + most; at += STEP) {
      const level = energy(samples, at, at + STEP);
      // The later of two equals, so that long silences make no short stretches.
      if (level <= quietest) {
        quietest = level;
        cut = at + STEP / 2;
      }
    }
    stretches.push({ from, to: cut });
    from = cut;
  }
  if (from < samples.length) stretches.push({ from, to: samples.length });
  return stretches;
}

/** Whether nobody speaks: the loudest 20 ms stay below about -50 dB. */
export function isSilent(samples: Float32Array): boolean {
  for (let at = 0; at < samples.length; at += STEP) {
    const to = Math.min(samples.length, at + STEP);
    if (energy(samples, at, to) / (to - at) > SILENT_ENERGY) return false;
  }
  return true;
}

const SILENT_ENERGY = 0.003 ** 2;

function energy(samples: Float32Array, from: number, to: number): number {
  let sum = 0;
  for (let at = from; at < to; at++) sum += (samples[at] as number) ** 2;
  return sum;
}
