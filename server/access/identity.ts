import type { Job } from '../jobs/job.ts';

/** What a key may do; absent means everything. */
export interface Scopes {
  readonly jobs?: readonly Job[];
  /** Names or patterns with `*` of models. */
  readonly models?: readonly string[];
  readonly requestsPerMinute?: number;
  readonly tokensPerDay?: number;
  /** May have models fetched from the hub; only where it is said. */
  readonly fetch?: boolean;
}

/** Who asks. */
export interface Identity {
  /** Of the key; `none` where no key was needed. */
  readonly keyId: string;
  /** Whose cached answers may be given: the key, or everybody without one. */
  readonly tenant: string;
  /** The client's address, as far as proxies that we trust tell. */
  readonly address: string;
  /** The client runs on this very machine. */
  readonly onThisMachine: boolean;
  readonly scopes: Scopes;
}
