import type { IncomingHttpHeaders } from 'node:http';
import { UpstreamError } from './upstream-error.ts';
import type { AnswerReader, Stoppable, UpstreamHttp, UpstreamRequest } from './upstream-http.ts';
import type { StopSignal } from '../stop-signal.ts';

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
export function readWhole(
  http: UpstreamHttp,
  request: UpstreamRequest,
  timeoutMs: number,
  signal: StopSignal,
): Promise<WholeAnswer> {
  return readWholeAs(http, request, timeoutMs, signal, (answer) => answer);
}

/** The same; resolves with what `read` makes of the answer, whose errors are the call's. */
export function readWholeAs<T>(
  http: UpstreamHttp,
  request: UpstreamRequest,
  timeoutMs: number,
  signal: StopSignal,
  read: (answer: WholeAnswer) => T,
): Promise<T> {
  const reader = new WholeReader(timeoutMs, read);
  return http.send(request, reader, signal, reader.begin);
}

class WholeReader<T> implements AnswerReader<T> {
  readonly #timeoutMs: number;
  readonly #read: (answer: WholeAnswer) => T;
  readonly #pieces: Buffer[] = [];
  #bytes = 0;
  #headers: IncomingHttpHeaders = {};
  #timer: NodeJS.Timeout | undefined;

  constructor(timeoutMs: number, read: (answer: WholeAnswer) => T) {
    this.#timeoutMs = timeoutMs;
    this.#read = read;
  }

  readonly begin = (call: Stoppable): void => {
    this.#timer = setTimeout(() => call.stop(new UpstreamError('first-timeout')), this.#timeoutMs);
  };

  start(headers: IncomingHttpHeaders): void {
    this.#headers = headers;
  }

  data(piece: Buffer): boolean {
    this.#bytes += piece.length;
    if (this.#bytes > MAX_ANSWER_BYTES) throw new UpstreamError('too-large');
    this.#pieces.push(piece);
    return true;
  }

  end(): T {
    const [only] = this.#pieces;
    const body = only && this.#pieces.length === 1 ? only : Buffer.concat(this.#pieces);
    return this.#read({ headers: this.#headers, body });
  }

  over(): void {
    clearTimeout(this.#timer);
  }
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

/** Whether a value can be a number of tokens: in JSON `1e999` is one, too, and infinite. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
