import type { UpstreamSettings } from '../settings/upstream-schema.ts';
import { UpstreamError, type UpstreamFailure } from './upstream-error.ts';

/**
 * Watches over one call: the first token has its time, longer while the upstream loads, and every
 * later one has its own. Comments and empty pieces of an upstream do not count as tokens.
 */
export class TokenTimer {
  readonly #timeouts: UpstreamSettings['timeouts'];
  readonly #onTimeout: (error: UpstreamError) => void;
  #timer: NodeJS.Timeout;
  #phase: 'first' | 'loading' | 'flowing' = 'first';

  /** Starts at once. `firstMs` overrides the settings, for answers that come in one piece. */
  constructor(
    timeouts: UpstreamSettings['timeouts'],
    onTimeout: (error: UpstreamError) => void,
    firstMs = timeouts.firstTokenMs,
  ) {
    this.#timeouts = timeouts;
    this.#onTimeout = onTimeout;
    this.#timer = this.#arm('first-timeout', firstMs);
  }

  /** The upstream says that it is loading. */
  loading(): void {
    if (this.#phase !== 'first') return;
    this.#phase = 'loading';
    clearTimeout(this.#timer);
    this.#timer = this.#arm('first-timeout', this.#timeouts.loadingMs);
  }

  /** A token came. */
  token(): void {
    if (this.#phase === 'flowing') {
      this.#timer.refresh();
      return;
    }
    this.#phase = 'flowing';
    clearTimeout(this.#timer);
    this.#timer = this.#arm('idle-timeout', this.#timeouts.betweenTokensMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #arm(failure: UpstreamFailure, ms: number): NodeJS.Timeout {
    return setTimeout(() => this.#onTimeout(new UpstreamError(failure)), ms);
  }
}
