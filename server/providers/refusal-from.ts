import type { IncomingHttpHeaders } from 'node:http';
import type { Secrets } from './secrets.ts';
import { UpstreamError } from './upstream-error.ts';

const MAX_SENTENCE = 300;
const MAX_PARAM = 100;
/** What is looked through for its meaning. */
const MAX_READ = 4000;

/**
 * What an upstream's refusal means; `body` is whatever it sent with it. Its sentence is left out
 * when it gives something of ours away.
 */
export function refusalFrom(
  status: number,
  headers: IncomingHttpHeaders,
  body: string,
  secrets: Secrets,
): UpstreamError {
  const { message, code, param } = readError(body);
  const retryAfterMs = readRetryAfter(headers);
  if (status === 503 && /\bload(ing)?\b|warm(ing)? up|starting/i.test(message)) {
    return new UpstreamError('busy', { status, ...(retryAfterMs ? { retryAfterMs } : {}) });
  }
  const refusal = readRefusal(status, code, message);
  const sentence = cleanSentence(message);
  return new UpstreamError('status', {
    status,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(refusal ? { refusal } : {}),
    // The whole of it is looked at: its end may be cut in the middle of a key.
    ...(sentence && status < 500 && !secrets.areIn(message) ? { sentence } : {}),
    ...(param && !secrets.areIn(param) ? { param: cleanSentence(param).slice(0, MAX_PARAM) } : {}),
  });
}

/** `{error: {message, code, param}}`, `{error: "…"}`, `{message}`, `{detail}` and their like, or bare text. */
function readError(body: string): { message: string; code: string; param: string } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return { message: body.slice(0, MAX_READ), code: '', param: '' };
  }
  const outer = isRecord(parsed) ? parsed : {};
  const inner = isRecord(outer['error']) ? outer['error'] : outer;
  const text = (...values: unknown[]) =>
    values.find((value): value is string => typeof value === 'string') ?? '';
  return {
    message: text(
      outer['error'],
      inner['message'],
      outer['detail'],
      // Deepgram's, and what whisper.cpp says while it loads.
      outer['err_msg'],
      outer['status'],
    ).slice(0, MAX_READ),
    code: text(inner['code'], inner['type']),
    param: text(inner['param']),
  };
}

function readRefusal(
  status: number,
  code: string,
  message: string,
): 'model-unknown' | 'context-length' | undefined {
  if (status === 404) return 'model-unknown';
  if (status !== 400 && status !== 413 && status !== 422) return undefined;
  if (code === 'model_not_found' || /model\b.{0,200}\bnot (found|exist)/i.test(message)) {
    return 'model-unknown';
  }
  if (
    code === 'context_length_exceeded' ||
    code === 'exceed_context_size_error' ||
    /context.{0,20}(length|window|size)|maximum context/i.test(message)
  ) {
    return 'context-length';
  }
  return undefined;
}

/** Milliseconds from `retry-after-ms` or `retry-after` (seconds or a date). */
function readRetryAfter(headers: IncomingHttpHeaders): number | undefined {
  const ms = Number(headers['retry-after-ms'] ?? NaN);
  if (Number.isFinite(ms) && ms >= 0) return ms;
  const value = headers['retry-after'];
  if (value === undefined) return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

function cleanSentence(message: string): string {
  // Control characters could forge lines where this is shown.
  return message
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, MAX_SENTENCE);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
