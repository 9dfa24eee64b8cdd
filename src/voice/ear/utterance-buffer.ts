import { FRAME_MS, FRAME_SAMPLES } from '../../contracts/voice-activity.ts';
import type { SoundFrame } from '../microphone/sound-source.ts';

/** Sound kept from before anyone spoke, so that no first sound is cut and a barge-in can be traced back. ms. */
export const PRE_SPEECH_MS = 3000;
/** The most that is ever kept; the longest turn and what comes before and after it. ms. */
const MOST_MS = 36_000;

/**
 * The last seconds of sound, bounded. While nobody speaks only PRE_SPEECH_MS are kept; while a turn
 * is held everything since its start is.
 */
export class UtteranceBuffer {
  #frames: SoundFrame[] = [];
  #heldFromMs = Number.POSITIVE_INFINITY;

  push(frame: SoundFrame): void {
    this.#frames.push(frame);
    this.#trim(frame.endMs);
  }

  /** Keeps everything from then on, until `release`. ms. */
  hold(fromMs: number): void {
    this.#heldFromMs = fromMs;
  }

  release(): void {
    this.#heldFromMs = Number.POSITIVE_INFINITY;
    const last = this.#frames.at(-1);
    if (last) this.#trim(last.endMs);
  }

  /** The sound of all frames that touch the span, in one piece; empty when none does. ms. */
  slice(fromMs: number, toMs: number): Float32Array {
    const frames = this.#frames.filter(
      (frame) => frame.endMs > fromMs && frame.endMs - FRAME_MS < toMs,
    );
    const samples = new Float32Array(frames.length * FRAME_SAMPLES);
    frames.forEach((frame, index) => samples.set(frame.samples, index * FRAME_SAMPLES));
    return samples;
  }

  clear(): void {
    this.#frames = [];
    this.#heldFromMs = Number.POSITIVE_INFINITY;
  }

  #trim(nowMs: number): void {
    const keepFromMs = Math.max(Math.min(nowMs - PRE_SPEECH_MS, this.#heldFromMs), nowMs - MOST_MS);
    const first = this.#frames.findIndex((frame) => frame.endMs > keepFromMs);
    if (first > 0) this.#frames.splice(0, first);
  }
}
