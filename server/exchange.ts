import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Refusal } from '../src/contracts/api.ts';
import { errorType } from './api-error.ts';
import { isStillSending, letFinish } from './let-finish.ts';

/** One request and the response to it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Decoded and checked: starts with `/`, no `.`/`..`/empty segments. */
  readonly path: string;
}

/** One kind of address. The first route whose `matches` says yes answers. */
export interface Route {
  readonly methods: readonly string[];
  /** Answers data and never a page: the headers that only pages need are left out. */
  readonly dataOnly?: boolean;
  matches(path: string): boolean;
  handle(exchange: Exchange): Promise<void> | void;
}

/** Sends JSON; the body is left out for HEAD. */
export function sendJson(
  exchange: Pick<Exchange, 'request' | 'response'>,
  status: number,
  body: unknown,
): void {
  sendJsonText(exchange, status, JSON.stringify(body));
}

/** The same for a value that is written out already. */
export function sendJsonText(
  { request, response }: Pick<Exchange, 'request' | 'response'>,
  status: number,
  text: string,
): void {
  const bytes = Buffer.byteLength(text);
  // Of a refused upload the rest is not worth keeping, but who sends it shall read why.
  const refused = status >= 400 && isStillSending(request);
  if (refused) response.setHeader('connection', 'close');
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': bytes,
    'cache-control': 'no-store',
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  // `end(text)` gives the socket the text and an empty piece after it, which then go out as a list
  // of buffers; alone, head and body are one string that is written as it is. As many bytes as
  // characters means ASCII, for which both encodings are the same and latin1 needs no conversion.
  response.write(text, bytes === text.length ? 'latin1' : 'utf8');
  response.socket?.uncork();
  if (refused) void letFinish(request).then(() => response.end());
  else response.end();
}

/** Refuses in JSON: a stable code and one sentence. */
export function refuse(
  exchange: Pick<Exchange, 'request' | 'response'>,
  status: number,
  code: string,
  message: string,
): void {
  const type = errorType(status);
  sendJson(exchange, status, { error: { message, type, param: null, code } } satisfies Refusal);
}

/** 404 in JSON. */
export function notFound(exchange: Pick<Exchange, 'request' | 'response'>): void {
  refuse(exchange, 404, 'not-found', 'There is nothing at this address.');
}
