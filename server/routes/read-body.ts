import type { IncomingMessage } from 'node:http';
import { ApiError } from '../api-error.ts';
import type { StopSignal } from '../stop-signal.ts';

/**
 * The body of a request, counted while it comes.
 * @throws ApiError 413 `request_too_large`; the signal's reason when it fires.
 */
export async function readBody(
  request: IncomingMessage,
  maxBytes: number,
  signal: StopSignal,
): Promise<Buffer> {
  // What came in one packet with the headers has been taken apart when this turn is over.
  await here;
  if (request.complete && !signal.aborted && request.readableLength <= maxBytes) {
    return (request.read() as Buffer | null) ?? Buffer.alloc(0);
  }
  return await readPieces(request, maxBytes, signal);
}

const here = Promise.resolve();

function readPieces(
  request: IncomingMessage,
  maxBytes: number,
  signal: StopSignal,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const tooLarge = () =>
      new ApiError(413, 'request_too_large', `A request here has at most ${maxBytes} bytes.`);
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
      reject(tooLarge());
      return;
    }
    const pieces: Buffer[] = [];
    let bytes = 0;
    const settle = (act: () => void) => {
      request.off('data', onData).off('end', onEnd).off('error', onError);
      signal.removeEventListener('abort', onAbort);
      act();
    };
    const onData = (piece: Buffer) => {
      bytes += piece.length;
      pieces.push(piece);
      if (bytes <= maxBytes) return;
      request.pause();
      settle(() => reject(tooLarge()));
    };
    const onEnd = () =>
      settle(() => resolve(pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces)));
    const onError = (error: Error) => settle(() => reject(error));
    const onAbort = () => settle(() => reject(signal.reason));
    if (signal.aborted) {
      onAbort();
      return;
    }
    request.on('data', onData).on('end', onEnd).on('error', onError);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
