import { httpError, type HttpFailure } from './http-errors.ts';
import { hostOf, timeoutsOf, type HttpTarget } from './http-target.ts';

/**
 * Ends a request that takes too long: aborts `request` with the error for people. Only the other
 * side's time counts: while whoever reads the answer does something else, it rests.
 */
export class Patience {
  readonly #target: HttpTarget;
  readonly #request: AbortController;
  readonly #startMs = performance.now();
  #dueMs = 0;
  #failure: HttpFailure = 'too-slow';
  #restingSinceMs: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `whole`: the answer comes in one piece, so its beginning is as late as its end. */
  constructor(target: HttpTarget, request: AbortController, whole: boolean) {
    this.#target = target;
    this.#request = request;
    const { firstMs, loadingMs } = timeoutsOf(target);
    this.#wait(whole ? Math.max(firstMs, loadingMs) : firstMs, 'too-slow');
  }

  /** The other side says that it is there and not ready yet. */
  loading(): void {
    const { firstMs, loadingMs } = timeoutsOf(this.#target);
    const passedMs = performance.now() - this.#startMs;
    this.#wait(Math.max(firstMs, loadingMs) - passedMs, 'too-slow');
  }

  /** A piece of the answer came; the next may take `ms`. */
  alive(ms = timeoutsOf(this.#target).idleMs): void {
    this.#wait(ms, 'stalled');
  }

  /** Nobody waits for the other side now. */
  rest(): void {
    clearTimeout(this.#timer);
    this.#restingSinceMs ??= performance.now();
  }

  /** Somebody waits again. */
  resume(): void {
    if (this.#restingSinceMs !== undefined) {
      this.#dueMs += performance.now() - this.#restingSinceMs;
      this.#restingSinceMs = undefined;
    }
    this.#arm();
  }

  #wait(ms: number, failure: HttpFailure): void {
    this.#failure = failure;
    this.#dueMs = performance.now() + ms;
    if (this.#restingSinceMs === undefined) this.#arm();
    else this.#restingSinceMs = performance.now();
  }

  #arm(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => this.#request.abort(httpError(this.#failure, hostOf(this.#target))),
      this.#dueMs - performance.now(),
    );
  }
}
