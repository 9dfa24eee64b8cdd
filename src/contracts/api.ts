/** What the companion answers, as JSON. Shared by server and browser. */

/** `GET /health`. */
export interface Health {
  readonly status: 'ok';
  /** ISO 8601, UTC, the companion's clock. */
  readonly timestamp: string;
  readonly services: {
    readonly app: 'ok';
    /** `empty` while the companion has no weights to mirror. */
    readonly models: 'ok' | 'empty';
  };
}

/** One entry of `GET /models/`: a folder of weights that is served under `/models/<id>/`. */
export interface MirroredModel {
  readonly id: string;
  /** `path` is relative to the model's folder, with forward slashes. */
  readonly files: readonly { readonly path: string; readonly sizeBytes: number }[];
}

/** Every answer that is not what was asked for. */
export interface Refusal {
  readonly error: {
    /** Stable, kebab-case. */
    readonly code: string;
    /** One plain sentence. */
    readonly message: string;
  };
}
