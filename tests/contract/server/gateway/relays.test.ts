import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RelayProcesses } from '../../../../server/access/relay-processes.ts';
import { systemClock } from '../../../../server/clock.ts';
import { runFaultUpstream, type FaultUpstream } from '../../../fakes/fault-upstream.ts';
import { hello, runGateway, upstreamAt, type RunningGateway } from './running-gateway.ts';

const hasNginx = spawnSync('nginx', ['-v']).status === 0;
if (!hasNginx) console.log('skipped: relays through nginx, which is not installed');

let upstream: FaultUpstream;
let gateway: RunningGateway;
let folder: string;
const children: ChildProcess[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-relay-'));
  upstream = await runFaultUpstream({ models: ['good'] });
  gateway = await runGateway(
    { upstreams: [upstreamAt(upstream.url, { privacy: 'device' })] },
    { relays: new RelayProcesses(() => systemClock.monotonicMs()) },
  );
});
afterAll(async () => {
  for (const child of children) child.kill();
  await gateway.stop();
  await upstream.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Statuses of a chat, of one for this device only, and of the list of machines. */
async function statuses(port: number, headers: Record<string, string> = {}): Promise<number[]> {
  const host = `127.0.0.1:${gateway.port}`;
  const ask = (path: string, more: Record<string, string>, body?: string) =>
    new Promise<number>((resolve, reject) => {
      const outgoing = request(
        {
          host: '127.0.0.1',
          port,
          path,
          method: body === undefined ? 'GET' : 'POST',
          agent: false,
          headers: { host, 'content-type': 'application/json', ...headers, ...more },
        },
        (answer) => {
          answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  const chat = JSON.stringify({ model: 'good', messages: hello });
  return [
    await ask('/v1/chat/completions', {}, chat),
    await ask('/v1/chat/completions', { 'x-parley-policy': 'device-only' }, chat),
    await ask('/api/routes', {}),
  ];
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function startNginx(name: string, location: string): Promise<number> {
  const port = await freePort();
  const file = join(folder, `${name}.conf`);
  await writeFile(
    file,
    `daemon off; pid ${folder}/${name}.pid; error_log stderr crit;
events { worker_connections 64; }
http {
  access_log off; client_body_temp_path ${folder}/b; proxy_temp_path ${folder}/p;
  fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
  server { listen 127.0.0.1:${port}; location / { proxy_pass http://127.0.0.1:${gateway.port}; ${location} } }
}
`,
  );
  children.push(spawn('nginx', ['-p', folder, '-c', file], { stdio: 'ignore' }));
  await expect
    .poll(
      () =>
        new Promise<boolean>((resolve) => {
          const socket = connect(port, '127.0.0.1', () => resolve(true));
          socket.on('error', () => resolve(false)).on('connect', () => socket.destroy());
        }),
      { timeout: 10_000 },
    )
    .toBe(true);
  return port;
}

it('somebody who sits at the machine needs no key', async () => {
  expect(await statuses(gateway.port)).toEqual([200, 200, 200]);
});

describe.runIf(hasNginx)('nginx on the same machine gives strangers nothing', () => {
  it.each([
    ['as it is written in its first lesson', ''],
    [
      'with a newer protocol and a connection kept',
      'proxy_http_version 1.1; proxy_set_header Connection "";',
    ],
    ['with the name that people typed', 'proxy_http_version 1.1; proxy_set_header Host $host;'],
  ])('%s', async (name, location) => {
    const port = await startNginx(name.replaceAll(' ', '-'), location);
    expect((await statuses(port)).slice(0, 2)).toEqual([401, 401]);
    // What a stranger writes himself is handed on.
    for (const header of ['x-forwarded-for', 'x-real-ip']) {
      expect((await statuses(port, { [header]: '127.0.0.1' }))[0]).toBe(401);
    }
    expect((await statuses(port))[2]).toBe(401);
  });
});

describe.runIf(process.platform === 'linux')('a program that copies bytes', () => {
  it.each(['socat', 'ssh'])('gives strangers nothing where it is called %s', async (name) => {
    const program = join(folder, name);
    await symlink(process.execPath, program);
    const child = spawn(program, ['tests/fakes/relay.mjs', String(gateway.port)]);
    children.push(child);
    const port = await new Promise<number>((resolve) =>
      child.stdout.once('data', (text: Buffer) => resolve(Number(text.toString()))),
    );
    expect(await statuses(port)).toEqual([401, 401, 401]);
    expect(await statuses(gateway.port)).toEqual([200, 200, 200]);
  });
});
