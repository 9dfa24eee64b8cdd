import type { ChatChunk } from '../providers/chat.ts';

/** Somebody who reads an answer while it comes. */
export interface FlightReader {
  /** False when it is slow; the flight does not wait for one reader of several. */
  chunk(chunk: ChatChunk): boolean;
  loading(): void;
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

  /** `fly` makes the call; what it emits is kept for those who join later. */
  constructor(fly: (events: FlightReader, signal: AbortSignal) => Promise<void>) {
    const events: FlightReader = {
      chunk: (chunk) => {
        this.#chunks.push(chunk);
        for (const reader of this.#readers) reader.chunk(chunk);
        return true;
      },
      loading: () => {
        for (const reader of this.#readers) reader.loading();
      },
    };
    this.#over = fly(events, this.#stop.signal);
    // Everybody may have left before it fails.
    this.#over.catch(() => undefined);
  }

  /** Reads it from the beginning; settles as the call does, or with the signal's reason. */
  async join(reader: FlightReader, signal: AbortSignal): Promise<void> {
    for (const chunk of this.#chunks) reader.chunk(chunk);
    this.#readers.add(reader);
    let leave: (() => void) | undefined;
    const left = new Promise<never>((_resolve, reject) => {
      leave = () => reject(signal.reason as Error);
      if (signal.aborted) leave();
      else signal.addEventListener('abort', leave, { once: true });
    });
    try {
      await Promise.race([this.#over, left]);
    } finally {
      if (leave) signal.removeEventListener('abort', leave);
      this.#readers.delete(reader);
      if (this.#readers.size === 0) this.#stop.abort(new Error('nobody reads this answer'));
    }
  }
}
