import { FRAME_MS } from '../../contracts/voice-activity.ts';
import type { WatchEvent, WatchOptions } from './ear-events.ts';

/** Chosen by measurement, see docs/turn-taking.md. */
const THRESHOLD = 0.8;
const MINIMUM_SPEECH_MS = 224;
/** So much voice ducks the tutor. ms. */
const MAYBE_MS = 96;
/** So much quiet after `maybe` means it was nothing. ms. */
const GONE_MS = 320;

/** Does the learner interrupt the tutor? Pure: probabilities in, events out. */
export class BargeIn {
  readonly #threshold: number;
  readonly #minimumMs: number;
  #voicedMs = 0;
  #quietMs = 0;
  #startMs = 0;
  #maybe = false;

  constructor(options: WatchOptions) {
    this.#threshold = options.threshold ?? THRESHOLD;
    this.#minimumMs = options.minimumSpeechMs ?? MINIMUM_SPEECH_MS;
  }

  /** One frame that ended at `endMs` on the source's clock; `now` is when it is judged. */
  feed(probability: number, endMs: number, nowMs: number): WatchEvent | null {
    if (probability < this.#threshold) return this.#quiet();
    if (this.#voicedMs === 0) this.#startMs = endMs - FRAME_MS;
    this.#voicedMs += FRAME_MS;
    this.#quietMs = 0;
    if (this.#voicedMs >= this.#minimumMs) {
      const speechStartMs = this.#startMs;
      this.#forget();
      return { type: 'confirmed', speechStartMs, decidedMs: nowMs };
    }
    if (this.#maybe || this.#voicedMs < MAYBE_MS) return null;
    this.#maybe = true;
    return { type: 'maybe', speechStartMs: this.#startMs };
  }

  #quiet(): WatchEvent | null {
    this.#quietMs += FRAME_MS;
    // A consonant is a short quiet inside a word; echo flickers: one loud frame in two is no voice.
    this.#voicedMs = Math.max(0, this.#voicedMs - FRAME_MS);
    if (!this.#maybe || this.#quietMs < GONE_MS) return null;
    this.#forget();
    return { type: 'gone' };
  }

  #forget(): void {
    this.#voicedMs = 0;
    this.#quietMs = 0;
    this.#maybe = false;
  }
}
