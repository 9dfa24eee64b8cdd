import type { Patience } from '../../contracts/lesson.ts';

/** Silence that ends a turn before anything is known about the learner. Measured: docs/turn-taking.md. */
const BASE_MS: Readonly<Record<Patience, number>> = { short: 500, normal: 900, long: 1500 };

/** Pauses shorter than this belong to the sounds of words, not to thinking. ms. */
const SHORTEST_PAUSE_MS = 120;
/** A new start this soon after the end of a turn means the turn was cut. ms. */
const CUT_OFF_WITHIN_MS = 2000;
const REMEMBERED = 40;
const ENOUGH = 10;
/** Bounds of what the learner's own pauses may do to the base. */
const LEAST = 0.8;
const MOST = 1.75;

/**
 * How long to wait in silence before a turn counts as over: a base by kind of question, moved by
 * the pauses this learner makes inside turns, and by turns that turn out to have been cut.
 */
export class PauseMemory {
  readonly #pausesMs: number[] = [];
  #turnEndMs = Number.NEGATIVE_INFINITY;

  /** A pause inside a turn, after which the learner went on. ms. */
  note(pauseMs: number): void {
    if (pauseMs < SHORTEST_PAUSE_MS) return;
    this.#pausesMs.push(pauseMs);
    if (this.#pausesMs.length > REMEMBERED) this.#pausesMs.shift();
  }

  /** The learner's turn was declared over; its last voice ended then. */
  turnEnded(speechEndMs: number): void {
    this.#turnEndMs = speechEndMs;
  }

  /** The learner speaks again: soon after the last turn means that it was a pause, not an end. */
  speechStarted(speechStartMs: number): void {
    const pauseMs = speechStartMs - this.#turnEndMs;
    if (pauseMs > 0 && pauseMs <= CUT_OFF_WITHIN_MS) this.note(pauseMs);
    this.#turnEndMs = Number.NEGATIVE_INFINITY;
  }

  /** Silence in ms that ends a turn now, between 0.8 and 1.75 times the base. */
  patienceMs(patience: Patience): number {
    const base = BASE_MS[patience];
    if (this.#pausesMs.length < ENOUGH) return base;
    const sorted = [...this.#pausesMs].sort((a, b) => a - b);
    const long = sorted[Math.ceil(sorted.length * 0.95) - 1]!;
    return Math.min(base * MOST, Math.max(base * LEAST, long * 1.2));
  }
}
