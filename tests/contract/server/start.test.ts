import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeFiles } from './running-companion.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-start-'));
  await writeFiles(folder, { 'app/index.html': '<!doctype html><title>Parley</title>' });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Started {
  readonly process: ChildProcess;
  readonly output: () => string;
  readonly errors: () => string;
  readonly ended: Promise<number | null>;
  /** Resolves with the printed address. */
  readonly ready: Promise<string>;
}

/** Starts the companion as `npm start` does once it is built. */
function start(env: Record<string, string>): Started {
  let output = '';
  let errors = '';
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts'], {
    cwd: root,
    env: { ...process.env, HOST: '', APP_DIR: join(folder, 'app'), MODELS_DIR: folder, ...env },
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const ready = new Promise<string>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const address = /ready: (\S+)\n/.exec(output)?.[1];
      if (address) resolve(address);
    });
  });
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  return { process: child, output: () => output, errors: () => errors, ended, ready };
}

function listen(): Promise<Server> {
  const server = createServer();
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

describe('a start that cannot be', () => {
  it('says in one line that the port is busy and which command helps', async () => {
    const server = await listen();
    const { port } = server.address() as AddressInfo;
    const { ended, errors, output } = start({ PORT: String(port) });
    expect(await ended).toBe(1);
    expect(errors()).toBe(
      `Port ${port} is already in use, perhaps by another Parley. Close that program or choose another port: PORT=${port + 1} npm start\n`,
    );
    expect(output()).toBe('');
    await new Promise((resolve) => server.close(resolve));
  });

  it.each([
    [{ PORT: 'abc' }, 'PORT must be'],
    [{ PORT: '70000' }, 'PORT must be'],
    [{ PORT: '0', HOST: '192.0.2.1' }, 'This machine has no address 192.0.2.1.'],
    [{ PORT: '0', APP_DIR: '/nowhere-at-all' }, 'There is no built app in'],
  ])('%j: one line, no stack', async (env, sentence) => {
    const { ended, errors } = start(env);
    expect(await ended).toBe(1);
    expect(errors()).toContain(sentence);
    expect(errors().trim().split('\n')).toHaveLength(1);
  });
});

describe('a running companion', () => {
  it('prints one address, answers there, and stops when told', async () => {
    const started = start({ PORT: '0' });
    const address = await started.ready;
    expect(address).toMatch(/^http:\/\/localhost:\d+$/);
    expect(started.output()).toBe(`Parley is ready: ${address}\n`);
    const { port } = new URL(address);
    const response = await fetch(`http://127.0.0.1:${port}/health`);
    expect(await response.json()).toMatchObject({ status: 'ok' });
    started.process.kill('SIGTERM');
    expect(await started.ended).toBe(0);
    expect(started.errors()).toBe('');
  });

  it('answers garbage in JSON', async () => {
    const started = start({ PORT: '0' });
    const { port } = new URL(await started.ready);
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(Number(port), '127.0.0.1', () => socket.write('NONSENSE\r\n\r\n'));
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('"code":"request-invalid"');
    started.process.kill('SIGINT');
    expect(await started.ended).toBe(0);
  });
});
