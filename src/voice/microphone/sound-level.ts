/** What digital silence is called, dBFS. */
const SILENCE_DBFS = -120;

/** Quieter than this looks empty on the meter; louder than the other looks full. */
const QUIET_DBFS = -60;
const LOUD_DBFS = -12;

/** Root mean square of the samples in dB relative to full scale, -120..0. */
export function levelDbfs(samples: Float32Array): number {
  let energy = 0;
  for (const sample of samples) energy += sample * sample;
  if (energy === 0) return SILENCE_DBFS;
  return Math.max(SILENCE_DBFS, 10 * Math.log10(energy / samples.length));
}

/** Loudness for a meter, 0..1: even steps in dB are even steps to the ear. */
export function meterLevel(dbfs: number): number {
  return Math.min(1, Math.max(0, (dbfs - QUIET_DBFS) / (LOUD_DBFS - QUIET_DBFS)));
}

/** The loudest sample, 0..1. */
export function peak(samples: Float32Array): number {
  let loudest = 0;
  for (const sample of samples) loudest = Math.max(loudest, Math.abs(sample));
  return loudest;
}
