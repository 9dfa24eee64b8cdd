/** What the companion answers, as JSON. Shared by server and browser. */

/** `GET /health`. */
export interface Health {
  readonly status: 'ok';
  /** ISO 8601, UTC, the companion's clock. */
  readonly timestamp: string;
  /**
   * `app`; `models`, which is `empty` while the companion has no weights to mirror; `settings`,
   * `stale` when their file is gone or wrong and the last good ones go on; `cache`; and one entry
   * per upstream by its name.
   */
  readonly services: Readonly<Record<string, ServiceState | 'stale'>>;
}

/**
 * How a part of the companion is: `unknown` until it was asked once, `asleep` when a magic packet
 * can wake it, `refused` when it does not accept our key, `off` when it lacks one.
 */
export type ServiceState = 'ok' | 'empty' | 'unknown' | 'down' | 'asleep' | 'refused' | 'off';

/** `GET /api/routes`: who does what, and why; what the patch panel shows. */
export interface RouteReport {
  readonly upstreams: readonly UpstreamReport[];
}

export interface UpstreamReport {
  readonly name: string;
  readonly kind: string;
  /** How far from the learner it stands. */
  readonly privacy: 'device' | 'home' | 'school' | 'cloud';
  readonly priority: number;
  readonly state: ServiceState;
  /** One plain sentence: why it is used, or why not. */
  readonly reason: string;
  readonly capacity: number;
  /** Calls in work now. */
  readonly inflight: number;
  readonly costPerMillionTokens: number | null;
  readonly models: readonly UpstreamModelReport[];
}

export interface UpstreamModelReport {
  readonly id: string;
  /** Other names that it answers to. */
  readonly aliases: readonly string[];
  readonly jobs: readonly ('chat' | 'transcribe' | 'speak' | 'embed')[];
  readonly breaker: 'closed' | 'open' | 'half-open';
  /** Moving average from the request to the first content; null until it did some work. */
  readonly firstTokenMs: number | null;
  /** Moving average; null where tokens are not counted. */
  readonly tokensPerSecond: number | null;
  /** In memory now; null where the upstream does not say. */
  readonly loaded: boolean | null;
}

/** One entry of `GET /models/`: a folder of weights that is served under `/models/<id>/`. */
export interface MirroredModel {
  readonly id: string;
  /** `path` is relative to the model's folder, with forward slashes. */
  readonly files: readonly { readonly path: string; readonly sizeBytes: number }[];
  /** While it is on its way from the hub to the companion: of the bytes that were missing there. */
  readonly fetching?: { readonly doneBytes: number; readonly totalBytes: number };
}

/** `GET /api/models/{id}`: a model as the companion would fetch it from the hub. */
export interface ModelPlan {
  readonly id: string;
  readonly variant: string;
  /** The commit of the hub. */
  readonly revision: string;
  readonly files: readonly {
    readonly path: string;
    readonly sizeBytes: number;
    readonly sha256?: string;
    readonly gitOid?: string;
  }[];
}

/** Header of `GET /models/`: whether whoever asks may have models fetched. */
export const FETCH_HEADER = 'x-parley-fetch';

/** Every answer that is not what was asked for. */
export interface Refusal {
  readonly error: {
    /** Stable: as in the OpenAI dialect under `/v1` and `/api`, kebab-case elsewhere. */
    readonly code: string;
    /** One plain sentence. */
    readonly message: string;
    /** The dialect's family of refusals, e.g. `invalid_request_error`. */
    readonly type: string;
    /** The field that is to blame, where there is one. */
    readonly param: string | null;
  };
}
