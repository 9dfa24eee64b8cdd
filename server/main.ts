import { readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from './clock.ts';
import { CompanionError } from './companion-error.ts';
import { createCompanion, type Companion } from './companion.ts';
import { modelsDirsOf, readConfig, type CompanionConfig } from './config.ts';
import { createGateway } from './gateway.ts';
import { errorFields, jsonLog } from './logs/log.ts';
import { createHubFetch, hubAddress } from './mirror/hub-fetch.ts';
import { ModelFetches } from './mirror/model-fetches.ts';
import { ModelIndex } from './mirror/model-index.ts';
import { openServer } from './open-server.ts';
import { loadSettings, watchSettings } from './settings/settings-file.ts';
import { lacksSettings } from './settings/settings-path.ts';
import { Ffmpeg } from './sound/ffmpeg.ts';
import { readAppFiles } from './static/app-files.ts';
import { followAppFiles } from './static/follow-app-files.ts';

/** How long answers in flight may take once the companion was told to stop. */
const SHUTDOWN_MS = 20_000;
/** Beyond the deadline of a request nothing moves on a connection that somebody still reads. */
const STILL_MS = 30_000;
/** For the last words of those that took longer. */
const LAST_WORDS_MS = 500;

/** Right for server/ and for dist-server/. */
const beside = (path: string) => fileURLToPath(new URL(path, import.meta.url));

async function start(): Promise<void> {
  const config = readConfig(process.env, {
    appDir: beside('../dist'),
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
  const settings = await loadSettings(config.settingsFile);
  const log = jsonLog((line) => process.stderr.write(line), systemClock.epochMs, config.logLevel);
  if (lacksSettings(process.env, config.settingsFile)) {
    log.warn('settings-missing', { file: config.settingsFile });
  }
  const models = new ModelIndex(modelsDirsOf(config), () => performance.now());
  const fetches = new ModelFetches({
    modelsDir: config.modelsDir,
    catalogDir: beside('../models'),
    hub: hubAddress(process.env),
    fetch: createHubFetch(process.env),
    onPublished: () => models.forget(),
    onEnded: (id, error) => {
      if (error === undefined) log.info('model-fetched', { id });
      else log.warn('model-fetch-stopped', { id, ...errorFields(error) });
    },
  });
  const companion = await createCompanion({
    fetches,
    settings,
    env: process.env,
    modelsDirs: modelsDirsOf(config),
    catalogDir: beside('../models'),
    ffmpeg: new Ffmpeg('ffmpeg', () => systemClock.monotonicMs()),
    clock: systemClock,
    random: Math.random,
    log,
  });
  const gateway = createGateway({
    app,
    models,
    fetching: { fetches, mayFetch: companion.mayFetch },
    allowedHosts: namesOf(config),
    connectOrigins: [...config.connectOrigins, ...(await builtOrigins(config.appDir))],
    now: () => new Date(),
    api: companion.api,
    onError: (error) => log.error('failure', errorFields(error)),
  });
  const server = await openServer(gateway, {
    host: config.host,
    port: config.port,
    tls: settings.tls,
    maxConnections: settings.limits.connections,
    connectionsPerAddress: settings.limits.connectionsPerAddress,
    proxies: settings.proxies,
    // Nobody waits longer for an answer than its deadline.
    stillMs: settings.deadlineMs + STILL_MS,
  });
  const unfollow = followAppFiles(config.appDir, app, (error) =>
    log.error('app-files', errorFields(error)),
  );
  const unwatch = watchSettings(config.settingsFile, {
    apply: (next) => companion.apply(next),
    onRefused: (error) => companion.keepSettings(error),
  });
  stopOnSignal(server, companion, () => {
    unfollow();
    unwatch();
  });
  const { port } = server.address() as AddressInfo;
  const scheme = settings.tls ? 'https' : 'http';
  console.log(`Parley is ready: ${scheme}://${shownHost(config.host)}:${port}`);
}

/** Origins that the app was built to fetch weights from: `npm run build -- --hub`. */
async function builtOrigins(appDir: string): Promise<readonly string[]> {
  const text = await readFile(join(appDir, 'connect-origins.txt'), 'utf8').catch(() => '');
  return text.split('\n').filter((line) => /^https:\/\/[*a-z0-9.-]+$/.test(line));
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

/** The first signal lets answers finish; the second one does not wait. */
function stopOnSignal(server: Server, companion: Companion, unwatch: () => void): void {
  let stopping = false;
  const stop = async () => {
    if (stopping) process.exit(1);
    stopping = true;
    unwatch();
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    await companion.drain(SHUTDOWN_MS);
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), LAST_WORDS_MS);
    await closed;
    await companion.close();
    process.exit(0);
  };
  process.on('SIGINT', () => void stop());
  process.on('SIGTERM', () => void stop());
}

try {
  await start();
} catch (error) {
  if (!(error instanceof CompanionError)) throw error;
  console.error(`${error.message} ${error.remedy}`);
  process.exit(1);
}
