/** Held or not, with a way to wait for its release and to hear of a hold. */
export class PauseGate {
  #held = false;
  #waiting: (() => void)[] = [];
  readonly #listeners = new Set<() => void>();

  get held(): boolean {
    return this.#held;
  }

  hold(): void {
    if (this.#held) return;
    this.#held = true;
    for (const listener of [...this.#listeners]) listener();
  }

  release(): void {
    this.#held = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  /** Settles at once when it is not held. */
  released(): Promise<void> {
    if (!this.#held) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Calls back at the next hold. Returns how to stop listening. */
  onHold(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
