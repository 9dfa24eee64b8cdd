/** What a refusal carries besides its sentence. */
export interface ApiErrorFacts {
  /** The field of the request that is to blame. */
  readonly param?: string;
  /** Extra response headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** When trying again makes sense. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/**
 * A refusal in the OpenAI dialect: status, a stable `code`, one sentence. Codes that clients know
 * from that dialect are spelt as there (`model_not_found`); so are all others of these addresses.
 */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly facts: ApiErrorFacts;

  constructor(status: number, code: string, message: string, facts: ApiErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.facts = facts;
  }

  /** The dialect's name for this family of refusals. */
  get type(): string {
    return errorType(this.status);
  }
}

/** The dialect's `error.type` for a status. */
export function errorType(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 429) return 'rate_limit_error';
  return status < 500 ? 'invalid_request_error' : 'server_error';
}

/** The `error` object of a body or of an event inside a stream. */
export function errorBody(error: ApiError): {
  error: { message: string; type: string; param: string | null; code: string };
} {
  const { message, type, code, facts } = error;
  return { error: { message, type, param: facts.param ?? null, code } };
}
