import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Socket } from 'node:net';
import { CompanionError } from './companion-error.ts';
import { limitPlaces } from './connection-places.ts';
import { portError } from './port-error.ts';
import { refuseConnection, refuseGarbage } from './refuse-garbage.ts';

export interface ServerOptions {
  readonly host: string;
  /** 0 lets the system choose a free one. */
  readonly port: number;
  /** Paths of PEM files; without them it speaks plain HTTP. */
  readonly tls: { readonly certificate: string; readonly key: string } | undefined;
  readonly maxConnections: number;
  /** Connections of one address; see `placesOf`. */
  readonly connectionsPerAddress?: number | undefined;
  /** Addresses that stand for many people. */
  readonly proxies?: readonly string[];
  /** A connection on which nothing moves is closed after so long; never when absent. */
  readonly stillMs?: number;
  /** For all headers of a request; ten seconds when absent. */
  readonly headersMs?: number;
}

/** Somebody who sends headers byte by byte has so long for all of them, or for the words of TLS. */
const HEADERS_MS = 10_000;

const options = {
  // How often that is looked at: with Node's own 30 s they would have up to forty.
  connectionsCheckingInterval: 1000,
  requestTimeout: 60_000,
  // Longer than the pools of clients keep theirs, so that the client is the one who closes.
  keepAliveTimeout: 65_000,
};

/**
 * Opens the port.
 * @throws CompanionError `port-busy` and the like, `certificate-unreadable`, `certificate-invalid`.
 */
export async function openServer(
  listener: RequestListener,
  serverOptions: ServerOptions,
): Promise<Server> {
  const { host, port, tls, maxConnections, connectionsPerAddress, proxies = [] } = serverOptions;
  const server = tls
    ? createTlsServer(await readTls(tls), tls.certificate, listener)
    : createServer(options, listener);
  limitPlaces(
    server,
    { most: maxConnections, perAddress: connectionsPerAddress, proxies },
    (socket) => (tls ? socket.destroy() : refuseConnection(socket)),
  );
  server.headersTimeout = serverOptions.headersMs ?? HEADERS_MS;
  if (serverOptions.stillMs !== undefined) server.setTimeout(serverOptions.stillMs);
  server.on('clientError', (error: NodeJS.ErrnoException, socket) =>
    refuseGarbage(error, socket as Socket),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(portError(cause, host, port)));
    server.listen(port, host, resolve);
  });
  return server;
}

async function readTls(
  files: NonNullable<ServerOptions['tls']>,
): Promise<{ cert: Buffer; key: Buffer }> {
  try {
    const [cert, key] = await Promise.all([readFile(files.certificate), readFile(files.key)]);
    return { cert, key };
  } catch (cause) {
    throw new CompanionError(
      'certificate-unreadable',
      `The certificate ${files.certificate} or its key cannot be read.`,
      'Correct tls in parley.config.yaml, and let the account of the companion read both files.',
      { cause },
    );
  }
}

function createTlsServer(
  pair: { cert: Buffer; key: Buffer },
  certificate: string,
  listener: RequestListener,
): Server {
  try {
    return createSecureServer({ ...options, ...pair, handshakeTimeout: HEADERS_MS }, listener);
  } catch (cause) {
    throw new CompanionError(
      'certificate-invalid',
      `${certificate} and its key are not a pair of PEM files without password.`,
      'Name two files that one certificate tool made together; npm run doctor says more.',
      { cause },
    );
  }
}
