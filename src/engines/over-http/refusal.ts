import type { ParleyError } from '../../base/parley-error.ts';
import { httpError, type HttpFailure } from './http-errors.ts';

/** Codes of the companion and of the dialect that say more than a status does. */
const BY_CODE: Readonly<Record<string, HttpFailure>> = {
  policy_forbids: 'policy-refused',
  origin_forbidden: 'refused',
  model_not_found: 'model-unknown',
  context_length_exceeded: 'context-full',
  too_many_waiting: 'busy',
  upstream_busy: 'busy',
  upstream_timeout: 'too-slow',
  deadline_exceeded: 'too-slow',
  upstream_stalled: 'stalled',
  upstream_cut: 'cut',
  no_upstream: 'failed',
  server_shutdown: 'failed',
};

/** What an `error` object says, in a body or in an event of a stream; empty for anything else. */
function readRefusal(body: unknown): { readonly code: string; readonly message: string } {
  const error: unknown = isRecord(body) ? body['error'] : undefined;
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  if (!isRecord(error)) return { code: '', message: text(error) };
  const { code, message, type } = error;
  return { code: text(code), message: `${text(type)} ${text(message)}` };
}

/** The error that a status and an `error` object stand for. A status of 200 is one in a stream. */
export function refusalError(
  host: string,
  status: number,
  body: unknown,
  headers: Headers,
): ParleyError {
  const { code, message } = readRefusal(body);
  // The other side's own words are for a report, never for the screen.
  const cause = new Error(`${status} ${code} ${message}`.trim().slice(0, 500));
  const failure = BY_CODE[code] ?? byMessage(status, message) ?? byStatus(status);
  return httpError(failure, host, { cause, retryAfterMs: retryAfterMs(headers) });
}

/** Servers that run models at home say two things in words alone. */
function byMessage(status: number, message: string): HttpFailure | undefined {
  if (status === 404 && /\bmodel\b/i.test(message)) return 'model-unknown';
  if (status === 400 && /\bcontext[ _](length|size|window)/i.test(message)) return 'context-full';
  return undefined;
}

function byStatus(status: number): HttpFailure {
  if (status >= 300 && status < 400) return 'redirected';
  if (status === 401 || status === 403) return 'key-refused';
  // Without a code of the dialect, nothing of the dialect answers there.
  if (status === 404 || status === 405) return 'unreadable';
  if (status === 429 || status === 503) return 'busy';
  if (status === 408 || status === 504) return 'too-slow';
  if (status >= 400 && status < 500) return 'refused';
  return 'failed';
}

/** `retry-after-ms`, else `retry-after` in seconds or as a date; 0 without either. */
function retryAfterMs(headers: Headers): number {
  const exact = Number(headers.get('retry-after-ms') ?? NaN);
  if (exact >= 0) return exact;
  const given = headers.get('retry-after') ?? '';
  const ms = /^\d+$/.test(given) ? Number(given) * 1000 : Date.parse(given) - Date.now();
  return ms > 0 ? ms : 0;
}

/** True for an object with named fields. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
