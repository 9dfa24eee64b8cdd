import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { CompanionError } from './companion-error.ts';
import { readConfig, type CompanionConfig } from './config.ts';
import { createGateway } from './gateway.ts';
import { ModelIndex } from './mirror/model-index.ts';
import { portError } from './port-error.ts';
import { readAppFiles } from './static/app-files.ts';

/** How long answers in flight may take once the companion was told to stop. */
const SHUTDOWN_MS = 5000;

async function start(): Promise<void> {
  const config = readConfig(process.env, {
    // Right for server/main.ts and for dist-server/main.js.
    appDir: fileURLToPath(new URL('../dist', import.meta.url)),
    workingDir: process.cwd(),
  });
  const app = await readAppFiles(config.appDir);
  if (!app.has('/index.html')) {
    throw new CompanionError(
      'app-not-built',
      `There is no built app in ${config.appDir}.`,
      'Run: npm run build',
    );
  }
  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 60_000, keepAliveTimeout: 65_000 },
    createGateway({
      app,
      models: new ModelIndex(config.modelsDir, () => performance.now()),
      allowedHosts: namesOf(config),
      connectOrigins: config.connectOrigins,
      now: () => new Date(),
      onError: (error) => console.error('A request failed:', error),
    }),
  );
  server.on('clientError', (error: NodeJS.ErrnoException, socket) =>
    refuseGarbage(error, socket as Socket),
  );
  await listen(server, config);
  stopOnSignal(server);
  const { port } = server.address() as AddressInfo;
  console.log(`Parley is ready: http://${shownHost(config.host)}:${port}`);
}

function listen(server: Server, { host, port }: CompanionConfig): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => reject(portError(cause, host, port)));
    server.listen(port, host, resolve);
  });
}

const everyAddress = ['0.0.0.0', '::'];

/** An address that was chosen to listen on is also one to be called by. */
function namesOf({ host, allowedHosts }: CompanionConfig): readonly string[] {
  if (everyAddress.includes(host)) return allowedHosts;
  return [...allowedHosts, (host.includes(':') ? `[${host}]` : host).toLowerCase()];
}

function shownHost(host: string): string {
  // Only under the name localhost do browsers lend the microphone to a page without TLS everywhere.
  if ([...everyAddress, '127.0.0.1', '::1'].includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

/** What could not even be parsed still gets JSON, like every other refusal. */
function refuseGarbage(error: NodeJS.ErrnoException, socket: Socket): void {
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
  const body = JSON.stringify({
    error: { code: 'request-invalid', message: 'This is not a request the companion understands.' },
  });
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
  );
}

/** The first signal lets answers finish; the second one does not wait. */
function stopOnSignal(server: Server): void {
  let stopping = false;
  const stop = () => {
    if (stopping) process.exit(1);
    stopping = true;
    server.close(() => process.exit(0));
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), SHUTDOWN_MS).unref();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

try {
  await start();
} catch (error) {
  if (!(error instanceof CompanionError)) throw error;
  console.error(`${error.message} ${error.remedy}`);
  process.exit(1);
}
