import { ApiError } from '../api-error.ts';
import type { Upstream } from './upstream.ts';
import type { StopSignal } from '../stop-signal.ts';

interface Waiter {
  readonly upstreams: ReadonlySet<Upstream>;
  /** Given the upstream with a slot already taken. */
  readonly take: (upstream: Upstream) => void;
}

/** How many calls an upstream does at a time, and who waits for the next free place. */
export class Slots {
  readonly #maxWaiting: () => number;
  readonly #waiters = new Set<Waiter>();

  constructor(maxWaiting: () => number) {
    this.#maxWaiting = maxWaiting;
  }

  get waiting(): number {
    return this.#waiters.size;
  }

  take(upstream: Upstream): void {
    upstream.inflight++;
  }

  /** Gives a place back, or straight on to whoever has waited longest for it. */
  release(upstream: Upstream): void {
    for (const waiter of this.#waiters) {
      if (!waiter.upstreams.has(upstream)) continue;
      this.#waiters.delete(waiter);
      waiter.take(upstream);
      return;
    }
    upstream.inflight--;
  }

  /**
   * Waits for a place on any of these; resolves with the upstream whose place is taken.
   * @throws ApiError 503 `too_many_waiting`; the signal's reason when it fires.
   */
  wait(upstreams: ReadonlySet<Upstream>, signal: StopSignal): Promise<Upstream> {
    if (this.#waiters.size >= this.#maxWaiting()) {
      throw new ApiError(503, 'too_many_waiting', 'Too many requests are waiting already.', {
        retryAfterMs: 2000,
      });
    }
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiters.delete(waiter);
        reject(signal.reason);
      };
      const waiter: Waiter = {
        upstreams,
        take: (upstream) => {
          signal.removeEventListener('abort', leave);
          resolve(upstream);
        },
      };
      this.#waiters.add(waiter);
      if (signal.aborted) leave();
      else signal.addEventListener('abort', leave, { once: true });
    });
  }
}
