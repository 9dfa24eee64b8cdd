/** Events pushed on one side, awaited on the other, in order. For one reader. */
export class EventQueue<T> implements AsyncIterable<T> {
  readonly #events: T[] = [];
  readonly #onLeave: () => void;
  #wake: () => void = () => {};
  #ended = false;

  /** `onLeave` is called once when the reader stops reading, for whatever reason. */
  constructor(onLeave: () => void) {
    this.#onLeave = onLeave;
  }

  push(event: T): void {
    if (this.#ended) return;
    this.#events.push(event);
    this.#wake();
  }

  /** No more events; what was pushed before is still read. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /** Ends at once; what nobody has read yet is dropped. */
  cut(): void {
    this.#events.length = 0;
    this.end();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    try {
      for (;;) {
        while (this.#events.length > 0) yield this.#events.shift()!;
        if (this.#ended) return;
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      this.#ended = true;
      this.#onLeave();
    }
  }
}
