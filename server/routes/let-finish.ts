import type { IncomingMessage } from 'node:http';

/** How long a client may go on sending what nobody wants. */
const PATIENCE_MS = 3000;

/**
 * Throws away the rest of a request, up to `maxBytes` of it. A connection that is closed while its
 * client still sends is reset, and the client never reads why.
 */
export function letFinish(request: IncomingMessage, maxBytes: number): Promise<void> {
  return new Promise((resolve) => {
    let bytes = 0;
    const done = () => {
      clearTimeout(timer);
      request.off('data', onData).off('end', done).off('close', done);
      resolve();
    };
    const onData = (piece: Buffer) => {
      bytes += piece.length;
      if (bytes > maxBytes) done();
    };
    const timer = setTimeout(done, PATIENCE_MS);
    request.on('data', onData).on('end', done).on('close', done);
    request.resume();
  });
}
