import { microphoneError, type MicrophoneErrorCode } from './microphone-errors.ts';
import { peak } from './sound-level.ts';
import type { SourceEvent } from './sound-source.ts';

/** So long a device may take from its opening to its first frame. ms. */
const STARTING_MS = 5000;
/** Longer without a frame means that sound no longer arrives. ms. */
const STALLED_MS = 500;
/**
 * A quiet room makes noise, so a device that gives nothing but zeros from its opening on is dead or
 * switched off. One that was heard is not: noise suppression leaves zeros between words. ms.
 */
const SILENT_MS = 3000;
/** Below one step of a 16-bit sample. */
const DIGITAL_SILENCE = 1 / 32_768;

/** Notices what is wrong with a microphone, and when it is over. Frames and times in, events out. */
export class MicrophoneWatch {
  readonly #emit: (event: SourceEvent) => void;
  readonly #problems = new Map<MicrophoneErrorCode, SourceEvent>();
  #lastFrameMs: number;
  #silentSinceMs = Number.NaN;
  /** Since it was opened: whether anything arrived, and whether it was sound. */
  #started = false;
  #alive = false;

  constructor(nowMs: number, emit: (event: SourceEvent) => void) {
    this.#lastFrameMs = nowMs;
    this.#emit = emit;
  }

  /** What is wrong now, as the events that said so. */
  get problems(): readonly SourceEvent[] {
    return [...this.#problems.values()];
  }

  frame(samples: Float32Array, nowMs: number): void {
    this.#lastFrameMs = nowMs;
    this.#started = true;
    this.settle('microphone-stalled');
    if (this.#alive) return;
    if (peak(samples) >= DIGITAL_SILENCE) {
      this.#alive = true;
      this.settle('microphone-silent');
    } else if (Number.isNaN(this.#silentSinceMs)) {
      this.#silentSinceMs = nowMs;
    } else if (nowMs - this.#silentSinceMs >= SILENT_MS && this.#problems.size === 0) {
      this.raise('microphone-silent');
    }
  }

  /** Call it a few times a second. */
  tick(nowMs: number): void {
    // Any other problem explains why nothing arrives.
    const patienceMs = this.#started ? STALLED_MS : STARTING_MS;
    if (nowMs - this.#lastFrameMs > patienceMs && this.#problems.size === 0) {
      this.raise('microphone-stalled');
    }
  }

  /** A device was opened: what is known of the one before no longer counts. */
  opened(nowMs: number): void {
    this.#started = false;
    this.#alive = false;
    this.restart(nowMs);
  }

  /** Sound was started anew: the time without it does not count. */
  restart(nowMs: number): void {
    this.#lastFrameMs = nowMs;
    this.#silentSinceMs = Number.NaN;
  }

  raise(code: MicrophoneErrorCode): void {
    if (this.#problems.has(code)) return;
    const event: SourceEvent = { type: 'problem', error: microphoneError(code) };
    this.#problems.set(code, event);
    this.#emit(event);
  }

  settle(code: MicrophoneErrorCode): void {
    if (this.#problems.delete(code)) this.#emit({ type: 'recovered', code });
  }
}
