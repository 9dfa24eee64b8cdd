import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import {
  createServer,
  request,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import type { RelayWatch } from '../../../../server/access/relay-processes.ts';
import { systemClock } from '../../../../server/clock.ts';
import { createCompanion, type Companion } from '../../../../server/companion.ts';
import { createGateway } from '../../../../server/gateway.ts';
import { jsonLog } from '../../../../server/logs/log.ts';
import type { ModelFetches } from '../../../../server/mirror/model-fetches.ts';
import { ModelIndex } from '../../../../server/mirror/model-index.ts';
import type { WakeAddress } from '../../../../server/routing/magic-packet.ts';
import { settingsSchema, type Settings } from '../../../../server/settings/settings-schema.ts';
import { Ffmpeg } from '../../../../server/sound/ffmpeg.ts';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The connection ended in the middle. */
  readonly cut: boolean;
}

/** A companion with a working part, over a real port. */
export interface RunningGateway {
  readonly port: number;
  readonly url: string;
  readonly companion: Companion;
  /** Its log. */
  readonly log: string[];
  ask(path: string, options?: AskOptions): Promise<Reply>;
  chat(body: object, headers?: OutgoingHttpHeaders): Promise<Reply>;
  /** Audit lines so far. */
  audit(): Promise<Record<string, unknown>[]>;
  stop(): Promise<void>;
}

export interface AskOptions {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer | undefined;
  /** Leaves after so many milliseconds. */
  readonly leaveAfterMs?: number;
}

export interface GatewayOptions {
  readonly env?: Record<string, string>;
  readonly random?: () => number;
  readonly wake?: (address: WakeAddress) => Promise<void>;
  /** Folder of weights; an empty one when absent. */
  readonly modelsDir?: string;
  readonly ffmpeg?: Ffmpeg;
  /** Who made a connection is not looked up without one. */
  readonly relays?: RelayWatch;
  /** Fetches models that are not there; told where weights lie, and whom to tell of new ones. */
  readonly fetches?: (modelsDir: string, models: ModelIndex) => ModelFetches;
}

type SettingsInput = v.InferInput<typeof settingsSchema>;

/** Settings as a file would hold them. */
export function settingsOf(input: SettingsInput, folder = ''): Settings {
  return v.parse(settingsSchema, {
    ...input,
    audit: { folder: join(folder, 'audit'), ...input.audit },
    keys: { file: join(folder, 'keys.json'), ...input.keys },
    limits: { perAddress: { count: 1_000_000 }, ...input.limits },
  });
}

export async function runGateway(
  input: SettingsInput,
  options: GatewayOptions = {},
): Promise<RunningGateway> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-gateway-'));
  const log: string[] = [];
  const models = new ModelIndex([join(folder, 'weights')], () => performance.now());
  const fetches = options.fetches?.(join(folder, 'weights'), models);
  const companion = await createCompanion({
    settings: settingsOf(input, folder),
    env: options.env ?? {},
    modelsDirs: [options.modelsDir ?? join(folder, 'weights')],
    catalogDir: join(folder, 'catalog'),
    ffmpeg: options.ffmpeg ?? new Ffmpeg('ffmpeg', () => systemClock.monotonicMs()),
    clock: systemClock,
    random: options.random ?? Math.random,
    relays: options.relays ?? { carries: () => false },
    log: jsonLog((line) => log.push(line), systemClock.epochMs, 'info'),
    ...(options.wake ? { wake: options.wake } : {}),
    ...(fetches ? { fetches } : {}),
  });
  const gateway = createGateway({
    app: new Map(),
    models,
    ...(fetches ? { fetching: { fetches, mayFetch: companion.mayFetch } } : {}),
    allowedHosts: ['parley.school.example'],
    connectOrigins: [],
    now: () => new Date(),
    api: companion.api,
    onError: (error) => log.push(String(error)),
  });
  const server = createServer({ keepAliveTimeout: 65_000 }, gateway);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    companion,
    log,
    ask: (path, asked = {}) => ask(port, path, asked),
    chat: (body, headers = {}) =>
      ask(port, '/v1/chat/completions', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    async audit() {
      // The last line may be written a turn after the client saw the end of its answer.
      await new Promise((resolve) => setTimeout(resolve, 400));
      const names = await readdir(join(folder, 'audit')).catch(() => []);
      const texts = await Promise.all(
        names.map((it) => readFile(join(folder, 'audit', it), 'utf8')),
      );
      return texts
        .join('')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await companion.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** One upstream of the `openai` kind with short timeouts. */
export function upstreamAt(url: string, more: Record<string, unknown> = {}) {
  return {
    name: 'one',
    kind: 'openai' as const,
    url,
    privacy: 'home' as const,
    timeouts: {
      connectMs: 300,
      firstTokenMs: 300,
      betweenTokensMs: 300,
      answerMs: 500,
      loadingMs: 600,
    },
    ...more,
  };
}

export const hello = [{ role: 'user', content: 'Hello' }];

/** The data of every event of a stream. */
export function eventsOf(text: string): string[] {
  return text
    .split('\n\n')
    .flatMap((block) => (block.startsWith('data: ') ? [block.slice(6)] : []));
}

/** The words of a streamed answer. */
export function wordsOf(text: string): string {
  return eventsOf(text)
    .filter((data) => data !== '[DONE]')
    .map((data) => {
      const event = JSON.parse(data) as { choices?: { delta?: { content?: string } }[] };
      return event.choices?.[0]?.delta?.content ?? '';
    })
    .join('');
}

function ask(port: number, path: string, options: AskOptions): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers = {}, body, leaveAfterMs } = options;
    let left = false;
    const outgoing = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      const done = (cut: boolean) =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString('utf8'),
          cut,
        });
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', () => done(true));
      response.on('end', () => done(false));
    });
    outgoing.on('error', (error) => {
      if (left) resolve({ status: 0, headers: {}, text: '', cut: true });
      else reject(error);
    });
    if (leaveAfterMs !== undefined) {
      setTimeout(() => {
        left = true;
        outgoing.destroy();
      }, leaveAfterMs);
    }
    outgoing.end(body);
  });
}
