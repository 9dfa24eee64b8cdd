import type { ParleyError } from '../../base/parley-error.ts';
import type { Patience } from '../../contracts/lesson.ts';
import type { MicrophoneMode } from '../voice-state.ts';

/** How one turn of the learner is heard. */
export interface ListenOptions {
  /**
   * `hands-free`: voice begins a turn, silence ends it, then the next one is awaited.
   * `tap`: one turn; silence or `finish()` ends it. `push`: one turn; only `finish()` ends it.
   */
  readonly mode: MicrophoneMode;
  /** How long a pause may be before the turn counts as over. */
  readonly patience: Patience;
  /** The learner was already speaking then (a barge-in): the turn begins there. ms. */
  readonly sinceMs?: number;
  /** Yields `silence` when nobody spoke for this long; never when absent. */
  readonly silenceAfterMs?: number;
}

/** All times are ms on the source's clock; samples are 16 kHz mono, -1..1. */
export type EarEvent =
  /** A voice is heard; it may still turn out too short (`misfire`). */
  | { readonly type: 'speech-start'; readonly speechStartMs: number }
  /** A pause of about 120 ms: a good moment to start transcribing what was said so far. */
  | { readonly type: 'pause'; readonly samples: Float32Array; readonly speechEndMs: number }
  /** The pause was not the end: throw away what was begun at `pause`. */
  | { readonly type: 'resume' }
  | Utterance
  /** Too short to be a word, or nothing was said while the key was down. */
  | { readonly type: 'misfire' }
  | { readonly type: 'silence'; readonly forMs: number }
  /** Something a person must know; the ear goes on listening as soon as sound comes again. */
  | { readonly type: 'notice'; readonly error: ParleyError }
  /** The matter of an earlier notice is over. */
  | { readonly type: 'notice-over'; readonly code: string };

/**
 * Why a turn is over: silence, a key, what was understood (`answered`), or its length.
 */
export type TurnEnd = 'silence' | 'finished' | 'answered' | 'too-long';

/** One turn of the learner, from a little before the first sound to a little after the last. */
export interface Utterance {
  readonly type: 'utterance';
  readonly samples: Float32Array;
  readonly speechStartMs: number;
  /** When the last frame that held a voice ended. */
  readonly speechEndMs: number;
  /** When the ear decided that the turn is over. */
  readonly decidedMs: number;
  readonly reason: TurnEnd;
}

/** How much voice it takes to interrupt the tutor. */
export interface WatchOptions {
  /** Probability of speech a frame needs, 0..1; above the usual one, because the tutor leaks in. */
  readonly threshold?: number;
  /** Voice needed before `confirmed`, ms. */
  readonly minimumSpeechMs?: number;
}

/** What the ear hears while the tutor speaks. */
export type WatchEvent =
  /** Perhaps a voice: duck the tutor. */
  | { readonly type: 'maybe'; readonly speechStartMs: number }
  /** It was nothing: raise the tutor again. */
  | { readonly type: 'gone' }
  /** The learner speaks: stop the tutor, then listen with `sinceMs: speechStartMs`. */
  | { readonly type: 'confirmed'; readonly speechStartMs: number; readonly decidedMs: number };
