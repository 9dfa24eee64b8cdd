/** Long enough that no edge clicks, short enough that no consonant is lost. */
export const FADE_MS = 8;

/** A copy of mono samples that begins and ends at zero, so that no piece starts or stops with a click. */
export function withFadedEdges(
  samples: Float32Array,
  sampleRateHz: number,
): Float32Array<ArrayBuffer> {
  const faded = new Float32Array(samples);
  const length = Math.min(Math.floor((FADE_MS / 1000) * sampleRateHz), faded.length >> 1);
  for (let index = 0; index < length; index += 1) {
    const gain = index / length;
    const last = faded.length - 1 - index;
    faded[index] = (faded[index] ?? 0) * gain;
    faded[last] = (faded[last] ?? 0) * gain;
  }
  return faded;
}
