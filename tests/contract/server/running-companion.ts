import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import {
  createServer,
  request,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createGateway } from '../../../server/gateway.ts';
import { ModelIndex } from '../../../server/mirror/model-index.ts';
import { readAppFiles } from '../../../server/static/app-files.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly text: string;
}

/** A companion over a real port, with files of the test's own. */
export interface RunningCompanion {
  readonly folder: string;
  readonly port: number;
  readonly errors: unknown[];
  /** The path is sent as it is written. */
  ask(path: string, options?: { method?: string; headers?: OutgoingHttpHeaders }): Promise<Answer>;
  /** Moves the companion's clock. */
  wait(ms: number): void;
  stop(): Promise<void>;
}

/** Files are relative to a new folder; `app/` is served as the app, `weights/` as the models. */
export async function runCompanion(
  files: Readonly<Record<string, string | Buffer>>,
): Promise<RunningCompanion> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-companion-'));
  await writeFiles(folder, files);
  const errors: unknown[] = [];
  let nowMs = 0;
  const gateway = createGateway({
    app: await readAppFiles(join(folder, 'app')),
    models: new ModelIndex([join(folder, 'weights'), join(folder, 'bundled')], () => nowMs),
    allowedHosts: ['parley.school.example'],
    connectOrigins: ['https://weights.example'],
    now: () => new Date('2026-11-20T10:00:00Z'),
    onError: (error) => errors.push(error),
  });
  const server = createServer(gateway);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    folder,
    port,
    errors,
    ask: (path, options = {}) => ask(port, path, options),
    wait: (ms) => void (nowMs += ms),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, string | Buffer>>,
): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

function ask(
  port: number,
  path: string,
  options: { method?: string; headers?: OutgoingHttpHeaders },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers = {} } = options;
    const outgoing = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const body = Buffer.concat(chunks);
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body,
          text: body.toString('utf8'),
        });
      });
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}
