import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Socket } from 'node:net';
import { CompanionError } from './companion-error.ts';
import { portError } from './port-error.ts';
import { refuseGarbage } from './refuse-garbage.ts';

export interface ServerOptions {
  readonly host: string;
  /** 0 lets the system choose a free one. */
  readonly port: number;
  /** Paths of PEM files; without them it speaks plain HTTP. */
  readonly tls: { readonly certificate: string; readonly key: string } | undefined;
  readonly maxConnections: number;
}

const options = {
  // Somebody who sends headers byte by byte has ten seconds for all of them.
  headersTimeout: 10_000,
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
  { host, port, tls, maxConnections }: ServerOptions,
): Promise<Server> {
  const server = tls
    ? createTlsServer(await readTls(tls), tls.certificate, listener)
    : createServer(options, listener);
  server.maxConnections = maxConnections;
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
    return createSecureServer({ ...options, ...pair }, listener);
  } catch (cause) {
    throw new CompanionError(
      'certificate-invalid',
      `${certificate} and its key are not a pair of PEM files without password.`,
      'Name two files that one certificate tool made together; npm run doctor says more.',
      { cause },
    );
  }
}
