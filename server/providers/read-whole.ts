import type { IncomingHttpHeaders } from 'node:http';
import { UpstreamError } from './upstream-error.ts';
import type { UpstreamHttp, UpstreamRequest } from './upstream-http.ts';

/** Far above any answer that was asked for. */
const MAX_ANSWER_BYTES = 33_554_432;

/** A 2xx answer in one piece. */
export interface WholeAnswer {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * Sends a request and collects its answer.
 * @throws UpstreamError `first-timeout` after `timeoutMs`, `too-large`, or what the upstream said.
 */
export async function readWhole(
  http: UpstreamHttp,
  request: UpstreamRequest,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<WholeAnswer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  let headers: IncomingHttpHeaders = {};
  let timer: NodeJS.Timeout | undefined;
  try {
    await http.send(
      request,
      {
        start: (received) => (headers = received),
        data: (piece) => {
          bytes += piece.length;
          if (bytes > MAX_ANSWER_BYTES) throw new UpstreamError('too-large');
          pieces.push(piece);
          return true;
        },
        end: () => undefined,
      },
      signal,
      (call) => {
        timer = setTimeout(() => call.stop(new UpstreamError('first-timeout')), timeoutMs);
      },
    );
  } finally {
    clearTimeout(timer);
  }
  return { headers, body: pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces) };
}

/**
 * The JSON object in an answer.
 * @throws UpstreamError `garbage` when there is none, `error-event` when it is an error in a 200.
 */
export function parseAnswer(body: Buffer): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new UpstreamError('garbage', { cause });
  }
  if (!isRecord(parsed)) throw new UpstreamError('garbage');
  if (parsed['error'] !== undefined && parsed['error'] !== null) {
    throw new UpstreamError('error-event');
  }
  return parsed;
}

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
