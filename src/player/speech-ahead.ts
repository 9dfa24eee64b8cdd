import { wait } from '../base/wait.ts';
import type { SpokenLine } from '../contracts/spoken-line.ts';

/** By then what is to be said now has been asked for, and goes first. ms. */
const BEGIN_AFTER_MS = 300;

/** Makes lines ready before they are said, the likeliest first. */
export class SpeechAhead {
  readonly #prepare: (line: SpokenLine, signal: AbortSignal) => Promise<void>;
  #looking = new AbortController();

  /** `prepare` settles when a line is ready, or cannot be made so. */
  constructor(prepare: (line: SpokenLine, signal: AbortSignal) => Promise<void>) {
    this.#prepare = prepare;
  }

  /** From now on these are the likely ones. */
  look(lines: readonly SpokenLine[]): void {
    this.stop();
    const { signal } = (this.#looking = new AbortController());
    this.#work(lines, signal).catch(() => {});
  }

  stop(): void {
    this.#looking.abort();
  }

  async #work(lines: readonly SpokenLine[], signal: AbortSignal): Promise<void> {
    await wait(BEGIN_AFTER_MS, signal);
    for (const line of lines) {
      signal.throwIfAborted();
      await this.#prepare(line, signal);
    }
  }
}
