import type { Policy } from '../../src/contracts/lesson.ts';
import type { Identity } from '../access/identity.ts';
import type { Exchange } from '../exchange.ts';
import type { CallRecord } from '../jobs/call-record.ts';
import type { Job } from '../jobs/job.ts';
import type { StopSignal } from '../stop-signal.ts';

/** One admitted call: key, limits, origin and policy are checked. */
export interface ApiCall {
  readonly exchange: Exchange;
  readonly requestId: string;
  /** What follows an address that ends in `/`, decoded: never used as a path. */
  readonly rest: string;
  readonly identity: Identity;
  readonly policy: Policy;
  /** X-Parley-Upstream: the only upstream that may answer; see `Ask`. */
  readonly upstream: string | undefined;
  readonly record: CallRecord;
  /** Fires when the client leaves, at the deadline (an `ApiError`), and at shutdown (an `ApiError`). */
  readonly signal: StopSignal;
}

/** One address of the API. */
export interface ApiAddress {
  /**
   * `/v1/chat/completions`; the same without `/v1` and with a trailing slash is answered too. One
   * that ends in `/` takes whatever follows it.
   */
  readonly path: string;
  readonly method: 'GET' | 'POST';
  /** The job that keys and limits are about; none for lists and states. */
  readonly job?: Job;
  /** Lists and states: neither charged nor written into the audit log. */
  readonly quiet?: boolean;
  /** Media type that a POST must come with. */
  readonly accepts?: 'application/json' | 'multipart/form-data';
  /**
   * Answers the call. What it throws is told to the client: as JSON while no header was sent, and
   * by cutting the connection afterwards; a route that streams tells its errors in-band itself.
   */
  handle(call: ApiCall): Promise<void>;
}
