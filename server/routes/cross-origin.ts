import type { ServerResponse } from 'node:http';
import { ApiError } from '../api-error.ts';
import type { OriginVerdict } from '../access/origin-check.ts';
import type { Exchange } from '../exchange.ts';
import type { ApiAddress } from './api-call.ts';
import { sendError } from './send-error.ts';

const exposed =
  'x-request-id, x-parley-upstream, x-parley-model, x-parley-cache, retry-after, retry-after-ms, x-should-retry, x-ratelimit-limit-requests, x-ratelimit-remaining-requests, x-ratelimit-reset-requests';
const MAX_AGE_S = 7200;

/** Why a page of another site gets nothing. */
export function foreignPage(): ApiError {
  return new ApiError(
    403,
    'origin_forbidden',
    'Pages of that site may not call this companion; its operator can name the site under origins.',
  );
}

/** Lets a page that the settings name read the answer. */
export function allowPage(response: ServerResponse, origin: string): void {
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-expose-headers', exposed);
  response.setHeader('vary', 'origin');
}

/**
 * Answers a preflight. The list of headers is given back as it was asked for, because `*` does not
 * cover `authorization` and the libraries send a dozen of their own.
 */
export function answerPreflight(
  exchange: Exchange,
  { method }: ApiAddress,
  origin: OriginVerdict,
): void {
  const { request, response } = exchange;
  response.setHeader(
    'vary',
    'origin, access-control-request-method, access-control-request-headers',
  );
  if (origin.kind === 'foreign') {
    sendError(exchange, foreignPage());
    return;
  }
  const asked = request.headers['access-control-request-headers'];
  response.setHeader('access-control-allow-methods', `${method}, OPTIONS`);
  if (asked !== undefined && /^[\w ,-]{1,2000}$/.test(asked)) {
    response.setHeader('access-control-allow-headers', asked);
  }
  response.setHeader('access-control-max-age', MAX_AGE_S);
  response.writeHead(204).end();
}
