import { ParleyError } from '../../base/parley-error.ts';
import type { PlainError } from './store-protocol.ts';

/** An error without its cause and stack, which may hold what cannot be copied. */
export function toPlain(error: unknown): PlainError {
  if (error instanceof ParleyError) {
    const { name, message, code, remedy, params } = error;
    return { name, message, code, remedy, params };
  }
  if (error instanceof Error || error instanceof DOMException)
    return { name: error.name, message: error.message };
  return { name: 'Error', message: String(error) };
}

export function fromPlain(plain: PlainError): Error {
  const { name, message, code, remedy = '', params = {} } = plain;
  if (code !== undefined) return new ParleyError(code, message, remedy, { params });
  return new DOMException(message, name);
}
