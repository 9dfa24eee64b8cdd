/** One step of the result; two periods of a deep voice fit into a window of two steps. */
const STEP_MS = 15;
/** How far a window may be moved so that its waves meet those of the one before. */
const SEARCH_MS = 7;

/** How alike `length` samples from `a` and from `b` on are; higher is more. */
function likeness(samples: Float32Array, a: number, b: number, length: number): number {
  let product = 0;
  let energy = 1e-9;
  // Every second sample is enough to find where waves meet.
  for (let i = 0; i < length; i += 2) {
    const x = samples[a + i] ?? 0;
    const y = samples[b + i] ?? 0;
    product += x * y;
    energy += y * y;
  }
  return product / Math.sqrt(energy);
}

/**
 * The same voice at the same pitch, `rate` times as fast (0.5..2): WSOLA, windows of the sound laid
 * over each other where their waves meet.
 */
export function stretchTime(
  samples: Float32Array,
  sampleRateHz: number,
  rate: number,
): Float32Array {
  if (rate === 1) return samples;
  const step = Math.round((sampleRateHz * STEP_MS) / 1000);
  const search = Math.round((sampleRateHz * SEARCH_MS) / 1000);
  const window = Float32Array.from(
    { length: step * 2 },
    (_, i) => 0.5 - 0.5 * Math.cos((Math.PI * (i + 0.5)) / step),
  );
  const result = new Float32Array(Math.round(samples.length / rate));
  // Where the last window would go on by itself: the next one should look like that.
  let natural = 0;
  for (let at = -step; at < result.length; at += step) {
    const wanted = Math.round((at + step) * rate) - step;
    let from = at < 0 ? -step : wanted;
    if (at >= 0) {
      let best = -Infinity;
      for (let shift = -search; shift <= search; shift += 2) {
        const alike = likeness(samples, natural, wanted + shift, step);
        if (alike <= best) continue;
        best = alike;
        from = wanted + shift;
      }
    }
    for (let i = Math.max(0, -at); i < step * 2 && at + i < result.length; i++) {
      result[at + i] = (result[at + i] ?? 0) + (samples[from + i] ?? 0) * (window[i] ?? 0);
    }
    natural = from + step;
  }
  return result;
}
