/** Full scale is 1 and a voice may overshoot it; graphs gone wrong gave 309,315. */
const LOUDEST = 8;

/**
 * Why raw sound of a model can be no sound at all, for developers; null where it may be. It must be
 * asked before loudness is evened out: noise brought down to full scale looks like any other.
 */
export function brokenSound(samples: Float32Array): string | null {
  let peak = 0;
  for (const sample of samples) {
    if (!Number.isFinite(sample)) return 'not a number';
    peak = Math.max(peak, Math.abs(sample));
  }
  return peak > LOUDEST ? `peak ${Math.round(peak)}` : null;
}
