import type { Provider } from '../providers/provider.ts';
import type { UpstreamSettings } from '../settings/upstream-schema.ts';
import type { StopSignal } from '../stop-signal.ts';

/** One upstream and the model of it that is to do a piece of work. */
export interface Target {
  readonly provider: Provider;
  readonly settings: UpstreamSettings;
  /** The upstream's own name for the model; also what answers call it. */
  readonly model: string;
}

/** One try at one target. */
export interface Attempt {
  readonly target: Target;
  /** Fires when the client leaves, at the deadline, and at shutdown. */
  readonly signal: StopSignal;
  /**
   * Says that content is about to reach the client: from here on nothing is tried again. Also the
   * moment that counts as the first token. Safe to call more than once.
   */
  commit(): void;
  /** How many tokens came after the first content: for the measured speed. */
  tokens(count: number): void;
}
