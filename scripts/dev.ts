import { createServer as createHttpServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createServer as createViteServer } from 'vite';
import { CompanionError } from '../server/companion-error.ts';
import { readConfig } from '../server/config.ts';
import { createGateway } from '../server/gateway.ts';
import { ModelIndex } from '../server/mirror/model-index.ts';
import { portError } from '../server/port-error.ts';
import { securityHeaders } from '../server/security/headers.ts';

/** The companion's own addresses; everything else is Vite's. */
const companionPaths = /^\/(health|models|api|v1)(\/|\?|$)/;

async function start(): Promise<void> {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const config = readConfig(process.env, { appDir: `${root}dist`, workingDir: root });
  const gateway = createGateway({
    app: new Map(),
    models: new ModelIndex([config.modelsDir, `${root}models/bundled`], () => performance.now()),
    allowedHosts: config.allowedHosts,
    connectOrigins: config.connectOrigins,
    now: () => new Date(),
    onError: (error) => console.error('A request failed:', error),
  });
  // As strict as the built app, but for the style elements of hot reloading.
  const { connectOrigins } = config;
  const headers = Object.entries(securityHeaders({ connectOrigins, inlineStyles: true }));
  const server = createHttpServer();
  const vite = await createViteServer({
    root,
    appType: 'spa',
    server: {
      middlewareMode: true,
      hmr: { server },
      allowedHosts: [...config.allowedHosts],
    },
  });
  server.on('request', (request, response) => {
    if (companionPaths.test(request.url ?? '')) gateway(request, response);
    else {
      for (const [name, value] of headers) response.setHeader(name, value);
      vite.middlewares(request, response);
    }
  });
  server.once('error', (cause) => fail(portError(cause, config.host, config.port)));
  server.listen(config.port, config.host, () => {
    console.log(`Parley is ready for development: http://localhost:${config.port}`);
  });
}

function fail(error: unknown): never {
  if (!(error instanceof CompanionError)) throw error;
  console.error(`${error.message} ${error.remedy}`);
  process.exit(1);
}

await start().catch(fail);
