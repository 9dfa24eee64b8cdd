import type { ServerResponse } from 'node:http';
import type { Identity } from '../access/identity.ts';
import { ApiError } from '../api-error.ts';
import type { Exchange } from '../exchange.ts';
import type { Verdict } from '../limits/gcra.ts';
import type { ApiAddress } from './api-call.ts';

/** @throws ApiError 403 `job_forbidden`. */
export function checkJob({ job }: ApiAddress, { scopes }: Identity): void {
  if (job && scopes.jobs && !scopes.jobs.includes(job)) {
    throw new ApiError(403, 'job_forbidden', 'This key may not be used for that.');
  }
}

/** Says in headers what is left of the limit that is nearest. */
export function tellLimit(response: ServerResponse, { charge, remaining, resetMs }: Verdict): void {
  if (!charge) return;
  const kind = charge.scope === 'tokens' ? 'tokens' : 'requests';
  response.setHeader(`x-ratelimit-limit-${kind}`, charge.burst);
  response.setHeader(`x-ratelimit-remaining-${kind}`, remaining);
  response.setHeader(`x-ratelimit-reset-${kind}`, `${Math.ceil(resetMs)}ms`);
}

/** @throws ApiError 415 `unsupported_media_type`. */
export function checkContentType(
  { method, accepts = 'application/json' }: ApiAddress,
  { request }: Exchange,
): void {
  if (method !== 'POST') return;
  const sent = request.headers['content-type'] ?? '';
  if (sent === accepts) return;
  const type = sent.split(';', 1)[0]?.trim().toLowerCase();
  // A form or plain text is what a foreign page can send without being asked for a preflight.
  if (type !== accepts) {
    throw new ApiError(415, 'unsupported_media_type', `This address takes ${accepts}.`);
  }
}

/** Node joins repeated headers of this kind, so that two names are one that nobody has. */
export function readUpstream({ request }: Exchange): string | undefined {
  return request.headers['x-parley-upstream'] as string | undefined;
}
