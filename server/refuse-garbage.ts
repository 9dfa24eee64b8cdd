import type { Socket } from 'node:net';

/** So long a client may take to read why; who ignores the end of a connection holds none. */
const READ_MS = 1000;

/** What could not even be parsed still gets JSON, like every other refusal. */
export function refuseGarbage(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? '431 Request Header Fields Too Large'
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? '408 Request Timeout'
        : '400 Bad Request';
  const timer = setTimeout(() => socket.destroy(), READ_MS);
  socket.once('close', () => clearTimeout(timer)).on('error', () => socket.destroy());
  // What still comes is read and thrown away: a reset would take the answer along.
  socket.resume();
  endWith(socket, status, {
    code: 'request-invalid',
    message: 'This is not a request the companion understands.',
    type: 'invalid_request_error',
  });
}

/** An address has all connections that one may have: this one is closed before it asks anything. */
export function refuseConnection(socket: Socket): void {
  socket.on('error', () => socket.destroy());
  endWith(socket, '429 Too Many Requests', {
    code: 'too-many-connections',
    message: 'This address has as many connections as one may have.',
    type: 'rate_limit_error',
  });
  socket.destroySoon();
}

function endWith(
  socket: Socket,
  status: string,
  error: { readonly code: string; readonly message: string; readonly type: string },
): void {
  const body = JSON.stringify({ error: { ...error, param: null } });
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
  );
}
