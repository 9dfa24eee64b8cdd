import { FRAME_MS } from '../../contracts/voice-activity.ts';
import type { TurnEnd } from './ear-events.ts';

/** What decides where a turn begins and ends; probabilities 0..1, times in ms. */
export interface TurnSettings {
  /** A frame at least this probable begins speech; once begun, this much keeps it going. */
  readonly speechProbability: number;
  readonly quietProbability: number;
  /** A frame this probable is a voice beyond doubt. */
  readonly clearProbability: number;
  /** Speech counts as begun after so much of it. */
  readonly startMs: number;
  /** A turn needs so much clear voice, or so much that is merely likely; less is a misfire. */
  readonly minimumClearMs: number;
  readonly minimumLikelyMs: number;
  /** How far into a pause it is announced. */
  readonly pauseMs: number;
  /** Silence that ends the turn; Infinity when only `finish` may end it. */
  readonly patienceMs: number;
  readonly maximumMs: number;
}

/** Chosen by measurement, see docs/turn-taking.md. */
export const usualTurn: TurnSettings = {
  speechProbability: 0.5,
  quietProbability: 0.35,
  clearProbability: 0.7,
  startMs: 64,
  minimumClearMs: 96,
  minimumLikelyMs: 512,
  pauseMs: 120,
  patienceMs: 900,
  maximumMs: 30_000,
};

/** While a key says that the learner speaks, little is needed to believe it. */
export const pushTurn: TurnSettings = {
  ...usualTurn,
  speechProbability: 0.3,
  quietProbability: 0.2,
  minimumClearMs: 32,
  minimumLikelyMs: 64,
  patienceMs: Number.POSITIVE_INFINITY,
};

export type TurnEvent =
  | { readonly type: 'speech-start'; readonly speechStartMs: number }
  | { readonly type: 'speech-pause'; readonly speechEndMs: number }
  | { readonly type: 'speech-resume'; readonly pauseMs: number }
  | {
      readonly type: 'turn-end';
      readonly speechStartMs: number;
      readonly speechEndMs: number;
      readonly reason: TurnEnd;
    }
  | { readonly type: 'misfire' };

/** A doubtful frame must stand out of the room's noise by so much. dB. */
const ABOVE_FLOOR_DB = 3;
/** The floor follows quieter frames quickly and louder ones slowly, slowest during speech. dB per frame. */
const FLOOR_RISE_DB = 0.2;
const FLOOR_RISE_IN_SPEECH_DB = 0.01;

/** Has the learner finished? Numbers in, events out; no sound, clock or timer of its own. */
export class TurnDetector {
  #settings: TurnSettings;
  #floorDbfs = Number.NaN;
  #speaking = false;
  #announced = false;
  #paused = false;
  #startMs = 0;
  #endMs = 0;
  #likelyMs = 0;
  #clearMs = 0;

  constructor(settings: TurnSettings) {
    this.#settings = settings;
  }

  /** True from `speech-start` to `turn-end` or `misfire`. */
  get speaking(): boolean {
    return this.#announced;
  }

  /** True when the last frame held a voice. */
  get voiced(): boolean {
    return this.#speaking;
  }

  /** Changes the silence that ends a turn, also in the middle of one. ms. */
  setPatience(patienceMs: number): void {
    this.#settings = { ...this.#settings, patienceMs };
  }

  /** One frame: its probability of speech, its level in dBFS and when it ended. Returns at most one event. */
  feed(probability: number, levelDbfs: number, endMs: number): TurnEvent | null {
    const was = this.#speaking;
    this.#speaking = this.#holdsVoice(probability, levelDbfs);
    if (!this.#speaking) return this.#quiet(endMs);
    const pauseMs = endMs - FRAME_MS - this.#endMs;
    if (!was && !this.#announced) this.#begin(endMs - FRAME_MS);
    this.#endMs = endMs;
    // Frames that only carry speech on do not prove it: loud noise hovers there for long.
    if (probability >= this.#settings.speechProbability) this.#likelyMs += FRAME_MS;
    if (probability >= this.#settings.clearProbability) this.#clearMs += FRAME_MS;
    if (!this.#announced && this.#likelyMs >= this.#settings.startMs) {
      this.#announced = true;
      return { type: 'speech-start', speechStartMs: this.#startMs };
    }
    if (endMs - this.#startMs >= this.#settings.maximumMs) return this.#end('too-long');
    if (this.#paused) {
      this.#paused = false;
      return { type: 'speech-resume', pauseMs };
    }
    return null;
  }

  /** The turn is over, whatever its silence. Returns its end, or a misfire when nothing was said. */
  finish(reason: 'finished' | 'answered'): TurnEvent {
    return this.#announced ? this.#end(reason) : this.#misfire();
  }

  /** Forgets the turn, keeps the noise of the room. */
  reset(): void {
    this.#speaking = false;
    this.#announced = false;
    this.#paused = false;
  }

  #begin(startMs: number): void {
    this.#startMs = startMs;
    this.#likelyMs = 0;
    this.#clearMs = 0;
  }

  #quiet(endMs: number): TurnEvent | null {
    if (!this.#announced) return null;
    const silenceMs = endMs - this.#endMs;
    if (silenceMs >= this.#settings.patienceMs) return this.#end('silence');
    if (endMs - this.#startMs >= this.#settings.maximumMs) return this.#end('too-long');
    if (this.#paused || silenceMs < this.#settings.pauseMs) return null;
    this.#paused = true;
    return { type: 'speech-pause', speechEndMs: this.#endMs };
  }

  #end(reason: TurnEnd): TurnEvent {
    const { minimumClearMs, minimumLikelyMs } = this.#settings;
    if (this.#clearMs < minimumClearMs && this.#likelyMs < minimumLikelyMs) return this.#misfire();
    this.reset();
    return { type: 'turn-end', speechStartMs: this.#startMs, speechEndMs: this.#endMs, reason };
  }

  #misfire(): TurnEvent {
    this.reset();
    return { type: 'misfire' };
  }

  #holdsVoice(probability: number, levelDbfs: number): boolean {
    const { speechProbability, quietProbability, clearProbability } = this.#settings;
    if (Number.isNaN(this.#floorDbfs)) this.#floorDbfs = levelDbfs;
    const needed = this.#speaking ? quietProbability : speechProbability;
    const standsOut = levelDbfs >= this.#floorDbfs + ABOVE_FLOOR_DB;
    const voice = probability >= needed && (standsOut || probability >= clearProbability);
    const rise = voice ? FLOOR_RISE_IN_SPEECH_DB : FLOOR_RISE_DB;
    this.#floorDbfs +=
      levelDbfs < this.#floorDbfs
        ? (levelDbfs - this.#floorDbfs) / 2
        : Math.min(rise, levelDbfs - this.#floorDbfs);
    return voice;
  }
}
