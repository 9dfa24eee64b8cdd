import type { StopSignal } from '../../stop-signal.ts';

/** Passes pieces on in their order, waiting for a reader that cannot keep up. */
export class SlowReader {
  readonly #ready: () => Promise<void>;
  #tail: Promise<void> = Promise.resolve();

  constructor(ready: () => Promise<void>) {
    this.#ready = ready;
  }

  /** `give` says whether the reader keeps up. */
  pass(give: () => boolean): void {
    this.#tail = this.#tail.then(async () => {
      if (!give()) await this.#ready();
    });
    // Told by `done()`.
    this.#tail.catch(() => undefined);
  }

  /** Resolves when all was given; rejects with what a reader threw or the signal's reason. */
  done(signal: StopSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => reject(signal.reason);
      if (signal.aborted) return leave();
      signal.addEventListener('abort', leave, { once: true });
      this.#tail.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
    });
  }
}
