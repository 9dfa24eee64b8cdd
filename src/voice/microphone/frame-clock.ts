import { FRAME_MS } from '../../contracts/voice-activity.ts';

/** Frames this late mean that sound was missing, not that delivery was slow. ms. */
const GAP_MS = 500;

/**
 * Says when each frame was heard. Frames are 32 ms apart, but a busy page receives them late and in
 * bunches; the earliest arrival seen so far is the truth, and only a long gap moves the clock on.
 */
export class FrameClock {
  #nextMs = Number.NaN;

  /** `arrivedMs`: when the frame was handed over. Returns when its last sample was heard. */
  stamp(arrivedMs: number): number {
    const expected = this.#nextMs;
    const late = arrivedMs - expected;
    const endMs = late >= 0 && late < GAP_MS ? expected : arrivedMs;
    // Sound cards run slightly fast or slow: lean towards the arrival by a hair.
    this.#nextMs = endMs + FRAME_MS + (endMs === expected ? Math.min(late, 1) * 0.01 : 0);
    return endMs;
  }

  /** Forgets the pace; the next frame sets it. */
  reset(): void {
    this.#nextMs = Number.NaN;
  }
}
