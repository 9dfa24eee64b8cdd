/** Lets calls through one after another, in the order they came; those that wait may leave. */
export class OneAtATime {
  #last: Promise<unknown> = Promise.resolve();

  /**
   * Waits for every call before and resolves with what ends this turn; whoever got it must call it.
   * Rejects with the signal's reason as soon as it fires; that turn is then skipped.
   */
  async turn(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    const before = this.#last;
    let done = () => {};
    const mine = new Promise<void>((resolve) => (done = resolve));
    this.#last = before.then(() => mine);
    let leave = () => {};
    try {
      await new Promise<void>((resolve, reject) => {
        leave = () => reject(signal.reason as Error);
        signal.addEventListener('abort', leave, { once: true });
        void before.then(() => resolve());
      });
    } catch (error) {
      done();
      throw error;
    } finally {
      signal.removeEventListener('abort', leave);
    }
    return done;
  }

  /** Does `work` in a turn of its own. */
  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const done = await this.turn(signal);
    try {
      return await work();
    } finally {
      done();
    }
  }
}
