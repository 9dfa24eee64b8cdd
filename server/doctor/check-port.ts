import { createServer } from 'node:net';
import { portError } from '../port-error.ts';
import { findingsAbout, type Finding } from './finding.ts';

const { ok, warn, bad } = findingsAbout('port');

/**
 * Whether the port can be opened; one that a running companion has is as it should be, unless that
 * one says that it goes on with settings which its file no longer holds.
 */
export async function checkPort(host: string, port: number): Promise<Finding> {
  const cause = await tryListen(host, port);
  if (cause === undefined) return ok(`Port ${port} of ${host} is free.`);
  const error = portError(cause, host, port);
  const running = error.code === 'port-busy' ? await askCompanion(host, port) : undefined;
  if (running === 'stale') {
    return warn(
      `The companion on port ${port} goes on with older settings: their file is gone or wrong.`,
      'Its log says what is wrong; put the file back, or correct it.',
    );
  }
  if (running) return ok(`Port ${port} is in use by a companion that answers.`);
  return bad(error.message, error.remedy);
}

function tryListen(host: string, port: number): Promise<unknown> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', resolve);
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}

/** How the companion at that address is; undefined when there is none. */
async function askCompanion(host: string, port: number): Promise<'well' | 'stale' | undefined> {
  const name = ['0.0.0.0', '::'].includes(host) ? 'localhost' : host;
  const address = `${name.includes(':') ? `[${name}]` : name}:${port}`;
  for (const scheme of ['http', 'https']) {
    try {
      const alive = await askJson(`${scheme}://${address}/livez`);
      if (typeof alive !== 'object' || alive === null || !('status' in alive)) return undefined;
      const { services } = ((await askJson(`${scheme}://${address}/health`)) ?? {}) as {
        services?: { settings?: unknown };
      };
      return services?.settings === 'stale' ? 'stale' : 'well';
    } catch (error) {
      // A certificate for another name than localhost is no fault of the companion's.
      if (hasTlsCause(error)) return 'well';
    }
  }
  return undefined;
}

async function askJson(url: string): Promise<unknown> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(2000) });
  return response.json();
}

function hasTlsCause(error: unknown): boolean {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  const code: unknown = (cause as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && /CERT|ALTNAME|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code);
}
