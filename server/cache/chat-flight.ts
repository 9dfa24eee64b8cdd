import type { ChatChunk } from '../jobs/chat.ts';
import type { Journey } from '../jobs/journey.ts';
import type { StopSignal } from '../stop-signal.ts';

/** Somebody who reads an answer while it comes. */
export interface FlightReader {
  /** False when it is slow; the flight does not wait for one reader of several. */
  chunk(chunk: ChatChunk): boolean;
  /** What came so far held no content and does not count: another upstream is tried. */
  restart(): void;
}

/** What the one who makes the call is given. */
export interface FlightCrew extends FlightReader {
  /** Filled in as the call goes from upstream to upstream. */
  readonly journey: Journey;
}

/**
 * One call to an upstream that several equal requests share. It goes on while anybody reads it,
 * also when the one who began it has left, and ends when the last one leaves.
 */
export class ChatFlight {
  readonly #chunks: ChatChunk[] = [];
  readonly #readers = new Set<FlightReader>();
  readonly #stop = new AbortController();
  readonly #over: Promise<void>;
  readonly #onClosed: () => void;
  readonly journey: Journey = {
    attempts: 0,
    upstream: undefined,
    model: undefined,
    firstContentMs: undefined,
  };

  /**
   * `fly` makes the call; what it emits is kept for those who join later. `onClosed` is told as
   * soon as nobody can join any more.
   */
  constructor(fly: (crew: FlightCrew, signal: StopSignal) => Promise<void>, onClosed: () => void) {
    this.#onClosed = onClosed;
    const crew: FlightCrew = {
      journey: this.journey,
      chunk: (chunk) => {
        this.#chunks.push(chunk);
        for (const reader of this.#readers) reader.chunk(chunk);
        return true;
      },
      restart: () => {
        this.#chunks.length = 0;
        for (const reader of this.#readers) reader.restart();
      },
    };
    this.#over = fly(crew, this.#stop.signal);
    // Everybody may have left before it fails.
    this.#over.then(onClosed, onClosed);
  }

  /** Reads it from the beginning; settles as the call does, or with the signal's reason. */
  async join(reader: FlightReader, signal: StopSignal): Promise<void> {
    for (const chunk of this.#chunks) reader.chunk(chunk);
    this.#readers.add(reader);
    let leave: (() => void) | undefined;
    const left = new Promise<never>((_resolve, reject) => {
      leave = () => reject(signal.reason);
      if (signal.aborted) leave();
      else signal.addEventListener('abort', leave, { once: true });
    });
    try {
      await Promise.race([this.#over, left]);
    } finally {
      if (leave) signal.removeEventListener('abort', leave);
      this.#readers.delete(reader);
      if (this.#readers.size === 0) {
        this.#onClosed();
        this.#stop.abort(new Error('nobody reads this answer'));
      }
    }
  }
}
