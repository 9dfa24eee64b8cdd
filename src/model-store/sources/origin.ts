import type { ModelEntry } from '../../contracts/catalog.ts';
import type { PlannedFile } from '../../contracts/chunk-store.ts';

/** A place that weights come from, as plain data, so that it can travel to a worker. */
export type OriginSpec =
  /** A Parley server: `<baseUrl>/models/<id>/<path>`, `GET <baseUrl>/models/` lists what it has. */
  | { readonly kind: 'companion'; readonly name: string; readonly baseUrl: string }
  /** The model hub, or a mirror with the same addresses. */
  | { readonly kind: 'hub'; readonly name: string; readonly baseUrl: string }
  /** A model pack: one file that a person opened. */
  | { readonly kind: 'pack'; readonly name: string; readonly pack: Blob };

/** What an origin says it has of one model. */
export interface OriginIndex {
  /** A commit that never changes, where the origin has such a thing; else empty. */
  readonly revision: string;
  readonly files: readonly PlannedFile[];
}

/** A place that weights come from. Throws `SourceError`; `fetch` errors pass through. */
export interface Origin {
  readonly name: string;
  /**
   * Whether `If-Range` may be sent. To another site it would need a preflight that many content
   * networks refuse; there the ETag of every answer is compared instead, which catches the same.
   */
  readonly ifRange: boolean;
  /**
   * What it has of the files that `wanted` accepts; undefined when it does not have the model.
   * `variant` is the way to run it that is planned.
   */
  index(
    entry: ModelEntry,
    wanted: (path: string) => boolean,
    signal: AbortSignal,
    variant: string,
  ): Promise<OriginIndex | undefined>;
  /** Asks for bytes of a file; `headers` carry the range. */
  get(
    model: OriginModel,
    file: PlannedFile,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Response>;
}

/** What an origin must know to build an address. */
export interface OriginModel {
  readonly id: string;
  readonly repository: string;
  readonly revision: string;
  /** The way to run it whose files are wanted; for origins that fetch them first. */
  readonly variant?: string;
}

export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/** A path as it stands in an address: every piece encoded, slashes kept. */
export function urlPath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
