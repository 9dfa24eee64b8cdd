import { FRAME_MS } from '../../contracts/voice-activity.ts';
import type { EarEvent, ListenOptions } from './ear-events.ts';
import type { PauseMemory } from './patience.ts';
import { pushTurn, TurnDetector, usualTurn, type TurnEvent } from './turn-detector.ts';
import type { UtteranceBuffer } from './utterance-buffer.ts';

/** A frame that was judged. */
export interface HeardFrame {
  readonly probability: number;
  readonly levelDbfs: number;
  readonly endMs: number;
}

/** Sound kept before the first voice and after the last. ms. */
const BEFORE_MS = 500;
const AFTER_MS = 240;
/**
 * After a barge-in less is kept before, because the tutor was still sounding; but a soft first sound
 * ("s", "f") is no voice yet for a detector that has to tell a learner from an echo. ms.
 */
const BEFORE_BARGE_IN_MS = 320;
/** A key is often let go before the last sound is out; so much longer the ear stays open. ms. */
const FINISH_GRACE_MS = 200;

/** One `listen`: turns judged frames into what the caller is told. Pure but for the buffer it reads. */
export class TurnListener {
  readonly #options: ListenOptions;
  readonly #buffer: UtteranceBuffer;
  readonly #pauses: PauseMemory;
  readonly #now: () => number;
  readonly #tell: (event: EarEvent) => void;
  readonly #detector: TurnDetector;
  readonly #beforeMs: number;
  #startMs = 0;
  #quietSinceMs = Number.NaN;
  #finishByMs = Number.NaN;

  constructor(
    options: ListenOptions,
    buffer: UtteranceBuffer,
    pauses: PauseMemory,
    now: () => number,
    tell: (event: EarEvent) => void,
  ) {
    this.#options = options;
    this.#buffer = buffer;
    this.#pauses = pauses;
    this.#now = now;
    this.#tell = tell;
    this.#beforeMs = options.sinceMs === undefined ? BEFORE_MS : BEFORE_BARGE_IN_MS;
    this.#detector = new TurnDetector(options.mode === 'push' ? pushTurn : usualTurn);
    this.#applyPatience();
  }

  /** True once a single turn (`tap`, `push`) is over. */
  done = false;

  hear(frame: HeardFrame): void {
    if (this.done) return;
    const event = this.#detector.feed(frame.probability, frame.levelDbfs, frame.endMs);
    if (event) this.#pass(event);
    if (this.done) return;
    if (frame.endMs >= this.#finishByMs || (!this.#detector.voiced && this.#finishByMs > 0)) {
      this.#finishNow();
    } else this.#countSilence(frame.endMs);
  }

  /** The learner says that the turn is over; a word still sounding is heard to its end. */
  finish(): void {
    if (this.done) return;
    if (this.#detector.voiced) this.#finishByMs = this.#now() + FINISH_GRACE_MS;
    else this.#finishNow();
  }

  /** What was understood in this pause is an answer: nobody waits for more, unless more comes. */
  answered(): void {
    if (this.done || this.#detector.voiced || !this.#detector.speaking) return;
    this.#pass(this.#detector.finish('answered'));
  }

  /** The sound is gone: a turn that was begun cannot be judged fairly, so it is dropped. */
  lose(): void {
    const asked = this.#finishByMs > 0;
    if (this.#detector.speaking) this.#tell({ type: 'misfire' });
    this.#detector.reset();
    this.#buffer.release();
    this.#finishByMs = Number.NaN;
    if (asked) this.done = true;
  }

  #finishNow(): void {
    this.#finishByMs = Number.NaN;
    this.#pass(this.#detector.finish('finished'));
    this.done = this.#options.mode !== 'hands-free';
  }

  #pass(event: TurnEvent): void {
    switch (event.type) {
      case 'speech-start':
        this.#startMs = event.speechStartMs;
        this.#buffer.hold(event.speechStartMs - this.#beforeMs);
        this.#pauses.speechStarted(event.speechStartMs);
        this.#tell(event);
        break;
      case 'speech-pause':
        this.#tell({
          type: 'pause',
          samples: this.#sound(event.speechEndMs),
          speechEndMs: event.speechEndMs,
        });
        break;
      case 'speech-resume':
        this.#pauses.note(event.pauseMs);
        this.#applyPatience();
        this.#tell({ type: 'resume' });
        break;
      case 'misfire':
        this.#buffer.release();
        this.#tell(event);
        break;
      case 'turn-end': {
        const { speechStartMs, speechEndMs, reason } = event;
        const samples = this.#sound(speechEndMs);
        this.#buffer.release();
        if (reason === 'silence' || reason === 'answered') this.#pauses.turnEnded(speechEndMs);
        const decidedMs = this.#now();
        this.#tell({ type: 'utterance', samples, speechStartMs, speechEndMs, decidedMs, reason });
        this.done = this.#options.mode !== 'hands-free';
        this.#applyPatience();
      }
    }
  }

  #sound(speechEndMs: number): Float32Array {
    return this.#buffer.slice(this.#startMs - this.#beforeMs, speechEndMs + AFTER_MS);
  }

  #applyPatience(): void {
    if (this.#options.mode === 'push') return;
    this.#detector.setPatience(this.#pauses.patienceMs(this.#options.patience));
  }

  #countSilence(endMs: number): void {
    const { silenceAfterMs } = this.#options;
    if (silenceAfterMs === undefined) return;
    if (this.#detector.speaking || Number.isNaN(this.#quietSinceMs)) {
      this.#quietSinceMs = this.#detector.speaking ? endMs : endMs - FRAME_MS;
      return;
    }
    const forMs = endMs - this.#quietSinceMs;
    if (forMs < silenceAfterMs) return;
    this.#quietSinceMs = Number.POSITIVE_INFINITY;
    this.#tell({ type: 'silence', forMs });
  }
}
