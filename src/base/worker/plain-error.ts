import { ParleyError } from '../parley-error.ts';

/** An error as it crosses to another thread or tab: without cause and stack, which may hold what cannot be copied. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  /** Only of a `ParleyError`, as all that follows. */
  readonly code?: string;
  readonly remedy?: string;
  readonly params?: Readonly<Record<string, string | number>>;
  /** What the library said, for developers. */
  readonly detail?: string;
}

export function toPlain(error: unknown): PlainError {
  if (error instanceof ParleyError) {
    const { name, message, code, remedy, params, cause } = error;
    const detail = cause instanceof Error ? { detail: `${cause.name}: ${cause.message}` } : {};
    return { name, message, code, remedy, params, ...detail };
  }
  if (error instanceof Error || error instanceof DOMException)
    return { name: error.name, message: error.message };
  return { name: 'Error', message: String(error) };
}

/** The error of the other side: a `ParleyError`, or a `DOMException` of the same name. */
export function fromPlain(plain: PlainError): ParleyError | DOMException {
  const { name, message, code, remedy = '', params = {}, detail } = plain;
  if (code === undefined) return new DOMException(message, name);
  const cause = detail === undefined ? {} : { cause: new Error(detail) };
  return new ParleyError(code, message, remedy, { params, ...cause });
}
