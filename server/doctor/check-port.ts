import { createServer } from 'node:net';
import { portError } from '../port-error.ts';
import { findingsAbout, type Finding } from './finding.ts';

const { ok, bad } = findingsAbout('port');

/** Whether the port can be opened; one that a running companion has is as it should be. */
export async function checkPort(host: string, port: number): Promise<Finding> {
  const cause = await tryListen(host, port);
  if (cause === undefined) return ok(`Port ${port} of ${host} is free.`);
  const error = portError(cause, host, port);
  if (error.code === 'port-busy' && (await isCompanion(host, port))) {
    return ok(`Port ${port} is in use by a companion that answers.`);
  }
  return bad(error.message, error.remedy);
}

function tryListen(host: string, port: number): Promise<unknown> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', resolve);
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}

async function isCompanion(host: string, port: number): Promise<boolean> {
  const name = ['0.0.0.0', '::'].includes(host) ? 'localhost' : host;
  const address = `${name.includes(':') ? `[${name}]` : name}:${port}`;
  for (const scheme of ['http', 'https']) {
    try {
      const response = await fetch(`${scheme}://${address}/livez`, {
        redirect: 'error',
        signal: AbortSignal.timeout(2000),
      });
      const body: unknown = await response.json();
      return typeof body === 'object' && body !== null && 'status' in body;
    } catch (error) {
      // A certificate for another name than localhost is no fault of the companion's.
      if (hasTlsCause(error)) return true;
    }
  }
  return false;
}

function hasTlsCause(error: unknown): boolean {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  const code: unknown = (cause as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && /CERT|ALTNAME|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code);
}
