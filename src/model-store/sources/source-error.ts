/** What a source did wrong, for deciding what to try next; people never see it (see store-error.ts). */
export type SourceFault =
  /** Connection lost, stalled, 5xx, 408, 429: the same source may answer later. */
  | 'unreachable'
  /** 401, 403, 404, 410: this source does not have it for us. */
  | 'missing'
  /** HTML instead of bytes, wrong length, ranges ignored: this source is not to be used for it. */
  | 'refused'
  /** Another ETag, another length, 416: what the source has is not what was planned. */
  | 'changed'
  /** The bytes arrived and their hash is wrong. */
  | 'wrong-bytes';

export class SourceError extends Error {
  readonly fault: SourceFault;
  readonly retryAfterMs: number;
  /** What the source itself called it; for sources that say more than a status. */
  readonly said: string | undefined;
  /** More of the file is kept than before: the line is bad, and still it is worth going on. */
  readonly headway: boolean;

  constructor(
    fault: SourceFault,
    message: string,
    options: { cause?: unknown; retryAfterMs?: number; headway?: boolean; said?: string } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'SourceError';
    this.fault = fault;
    this.retryAfterMs = options.retryAfterMs ?? 0;
    this.said = options.said;
    this.headway = options.headway ?? false;
  }
}
