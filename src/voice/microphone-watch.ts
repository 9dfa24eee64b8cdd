import { microphoneError, type MicrophoneErrorCode } from './microphone-errors.ts';
import { peak } from './sound-level.ts';
import type { SourceEvent } from './sound-source.ts';

/** Longer without a frame means that sound no longer arrives. ms. */
const STALLED_MS = 500;
/** A quiet room makes noise; so long a silence is a switch. ms. */
const SILENT_MS = 3000;
/** Below one step of a 16-bit sample. */
const DIGITAL_SILENCE = 1 / 32_768;

/** Notices what is wrong with a microphone, and when it is over. Frames and times in, events out. */
export class MicrophoneWatch {
  readonly #emit: (event: SourceEvent) => void;
  readonly #problems = new Map<MicrophoneErrorCode, SourceEvent>();
  #lastFrameMs: number;
  #silentSinceMs = Number.NaN;

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
    this.settle('microphone-stalled');
    if (peak(samples) >= DIGITAL_SILENCE) {
      this.#silentSinceMs = Number.NaN;
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
    if (nowMs - this.#lastFrameMs > STALLED_MS && this.#problems.size === 0) {
      this.raise('microphone-stalled');
    }
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
