import type { IncomingMessage } from 'node:http';

/** How long a client may go on sending what nobody wants: one that said how much, or did not. */
const SAID_MS = 30_000;
const UNSAID_MS = 3000;
/** How long it may pause meanwhile. */
const PAUSE_MS = 5000;

/** Whether a body of this request is still on its way. */
export function isStillSending({ complete, headers }: IncomingMessage): boolean {
  return !complete && (headers['transfer-encoding'] !== undefined || sizeOf(headers) > 0);
}

/**
 * Throws away the rest of a request while its answer is already on its way. A connection that is
 * closed while its client still sends is reset, and the client never reads why.
 */
export function letFinish(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(end);
      clearTimeout(pause);
      request.off('data', onData).off('end', done).off('close', done).off('error', done);
      resolve();
    };
    const end = setTimeout(done, sizeOf(request.headers) > 0 ? SAID_MS : UNSAID_MS);
    const pause = setTimeout(done, PAUSE_MS);
    const onData = () => void pause.refresh();
    request.on('data', onData).on('end', done).on('close', done).on('error', done);
    request.resume();
  });
}

function sizeOf(headers: IncomingMessage['headers']): number {
  return Number(headers['content-length'] ?? 0);
}
