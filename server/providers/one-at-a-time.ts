import { UpstreamError } from './upstream-error.ts';
import type { StopSignal } from '../stop-signal.ts';

/** Lets calls through one after another; those that wait may leave. */
export class OneAtATime {
  readonly #mostWaiting: number;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(mostWaiting: number) {
    this.#mostWaiting = mostWaiting;
  }

  /** @throws UpstreamError `busy` when too many wait already; the signal's reason when it fires. */
  async run<T>(work: () => Promise<T>, signal: StopSignal): Promise<T> {
    if (this.#waiting >= this.#mostWaiting) {
      throw new UpstreamError('busy', { retryAfterMs: 1000 });
    }
    signal.throwIfAborted();
    this.#waiting++;
    const before = this.#last;
    let done = () => {};
    const mine = new Promise<void>((resolve) => (done = resolve));
    this.#last = before.then(() => mine);
    try {
      await turn(before, signal);
    } catch (error) {
      done();
      throw error;
    } finally {
      this.#waiting--;
    }
    try {
      return await work();
    } finally {
      done();
    }
  }
}

function turn(before: Promise<unknown>, signal: StopSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    void before.then(() => {
      signal.removeEventListener('abort', leave);
      resolve();
    });
  });
}
