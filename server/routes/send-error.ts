import { ApiError, errorBody } from '../api-error.ts';
import { sendJson, type Exchange } from '../exchange.ts';

/** Tells a client why it gets no answer. Nothing must have been sent before. */
export function sendError(exchange: Pick<Exchange, 'request' | 'response'>, error: ApiError): void {
  const { response } = exchange;
  const { retryAfterMs, headers = {}, cause } = error.facts;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (retryAfterMs !== undefined) {
    response.setHeader('retry-after', Math.ceil(retryAfterMs / 1000));
    response.setHeader('retry-after-ms', Math.ceil(retryAfterMs));
  }
  // Our attempts are spent: a client's library that tries again would only multiply them.
  if (error.status >= 500 || cause !== undefined) response.setHeader('x-should-retry', 'false');
  sendJson(exchange, error.status, errorBody(error));
}
