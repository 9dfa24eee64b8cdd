/**
 * What slow work looks at to know when to stop. Every `AbortSignal` is one; the gateway makes a
 * lighter kind for each request, because a DOM event target costs more than all else it does to
 * begin one. What needs the real thing (`fetch`, `AbortSignal.any`) does not accept this type.
 */
export interface StopSignal {
  readonly aborted: boolean;
  /** Why; nothing to look at before it fired. */
  readonly reason: Error;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
  /** @throws its reason once it fired. */
  throwIfAborted(): void;
}

const notStopped = new Error('not stopped');

/** The signal of one piece of work and the means to fire it. It fires once. */
export class Stop implements StopSignal {
  #listeners: (() => void)[] = [];
  aborted = false;
  reason = notStopped;

  /** Calls every listener, in the order they came, in this turn. */
  abort(reason: Error): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    if (!this.aborted) this.#listeners.push(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    const listeners = this.#listeners;
    // Work is nested: who came last is nearly always the first to leave.
    if (listeners.at(-1) === listener) listeners.pop();
    else this.#listeners = listeners.filter((it) => it !== listener);
  }

  throwIfAborted(): void {
    if (this.aborted) throw this.reason;
  }
}
