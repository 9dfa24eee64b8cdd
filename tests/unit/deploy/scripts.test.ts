import { spawn, spawnSync } from 'node:child_process';
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  writeFile,
} from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filesUnder, readText, root } from './yaml-files.ts';

const scripts = filesUnder('deploy', '.sh');
const has = (program: string) => spawnSync(program, ['--version']).error === undefined;

describe('shell scripts', () => {
  it.each(scripts)('%s is plain sh', (path) => {
    const { status, stderr } = spawnSync('sh', ['-n', join(root, path)], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
    expect(readText(path).startsWith('#!/bin/sh\n')).toBe(true);
  });

  it.skipIf(!has('shellcheck'))('pass shellcheck, where it is installed', () => {
    const { stdout, status } = spawnSync(
      'shellcheck',
      scripts.map((path) => join(root, path)),
      { encoding: 'utf8' },
    );
    expect([stdout, status]).toEqual(['', 0]);
  });

  it('say how they are used, and refuse what they do not know', () => {
    for (const name of ['deploy', 'verify']) {
      const run = (...args: string[]) =>
        spawnSync('sh', [join(root, `deploy/${name}.sh`), ...args], { encoding: 'utf8' });
      expect(run('--help').status).toBe(0);
      expect(run('--help').stdout).toContain(`${name}.sh`);
      expect(run('--nonsense').status).toBe(2);
    }
  });

  it('reads one environment for each name that it takes', () => {
    const names = filesUnder('deploy/env', '.env').map((path) => /(\w+)\.env$/.exec(path)?.[1]);
    expect(names).toEqual(expect.arrayContaining(['development', 'production', 'staging']));
  });
});

let folder: string;
let port: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-deploy-'));
  port = await freePort();
  await cp(join(root, 'deploy'), join(folder, 'project/deploy'), { recursive: true });
  for (const name of ['dist', 'models', 'node_modules']) {
    await mkdir(join(folder, 'project', name), { recursive: true });
  }
  for (const name of ['package.json', 'package-lock.json', '.npmrc']) {
    await writeFile(join(folder, 'project', name), '');
  }
  await write(
    'deploy/env/development.local.env',
    [
      `PARLEY_HOME=${join(folder, 'home')}`,
      `PARLEY_PORT=${port}`,
      'PARLEY_BUILD=no',
      'PARLEY_PACKAGES=link',
    ].join('\n'),
  );
});
afterEach(async () => {
  for (const file of ['home/parley.pid', 'docker/pid']) {
    const pid = Number(await readFile(join(folder, file), 'utf8').catch(() => '0'));
    if (pid > 0) process.kill(pid);
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
});

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    }),
  );
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(join(folder, 'project', path, '..'), { recursive: true });
  await writeFile(join(folder, 'project', path), `${text}\n`);
}

/** Puts a version in place that can be deployed. */
async function build(version: string, broken = '', into = 'project/dist-server'): Promise<void> {
  const target = join(folder, into);
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  await writeFile(join(target, 'package.json'), '{"type":"module"}');
  await cp(join(root, 'tests/fakes/fake-companion.mjs'), join(target, 'main.js'));
  // Keys are made by the real thing elsewhere; here one line is enough.
  await writeFile(join(target, 'keys.js'), "console.log('parley_0123abcd_secret');\n");
  await writeFile(join(target, 'version'), version);
  if (broken !== '') await writeFile(join(target, 'broken'), broken);
}

interface Ended {
  readonly status: number | null;
  readonly output: string;
}

function deploy(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const child = spawn(
    'sh',
    [join(folder, 'project/deploy/deploy.sh'), '--env', 'development', ...args],
    { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  child.stdout.on('data', (piece: Buffer) => (output += piece.toString()));
  child.stderr.on('data', (piece: Buffer) => (output += piece.toString()));
  return new Promise((resolve) => child.once('exit', (status) => resolve({ status, output })));
}

async function running(): Promise<string | undefined> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/health`);
    return ((await answer.json()) as { services: { version: string } }).services.version;
  } catch {
    return undefined;
  }
}

describe('pin-images.sh', () => {
  it('keeps images by digest and weights by revision, and what is not asked for as it was', async () => {
    const bin = join(folder, 'bin');
    await mkdir(bin);
    const digest = 'a1'.repeat(32);
    const revision = 'b2'.repeat(20);
    const program = async (name: string, lines: string) => {
      await writeFile(join(bin, name), `#!/bin/sh\ncase "$*" in\n${lines}\nesac\n`);
      await chmod(join(bin, name), 0o755);
    };
    await program('docker', `*inspect*) echo "some/where@sha256:${digest}" ;;\n*) ;;`);
    await program(
      'curl',
      `*/api/models/*) echo '{"id":"x","sha":"${revision}","tags":[]}' ;;\n*/raw/${revision}/ggml-base.bin*) printf 'version 1\\noid sha256:${digest}\\nsize 1\\n' ;;\n*) exit 1 ;;`,
    );
    const kept = join(folder, 'project/deploy/env/images.env');
    await writeFile(kept, 'OLLAMA_IMAGE=kept\nREDIS_IMAGE=old\n');
    const pin = (...args: string[]) =>
      spawnSync('sh', [join(folder, 'project/deploy/pin-images.sh'), ...args], {
        env: { PATH: `${bin}:${process.env['PATH'] ?? ''}` },
        encoding: 'utf8',
      });
    const { status, stdout, stderr } = pin('--kubernetes', 'redis', 'whisper');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`  - name: redis\n    digest: sha256:${digest}\n`);
    expect((await readFile(kept, 'utf8')).trim().split('\n')).toEqual([
      'OLLAMA_IMAGE=kept',
      `REDIS_IMAGE=redis:7-alpine@sha256:${digest}`,
      `WHISPER_IMAGE=ghcr.io/ggml-org/whisper.cpp:main@sha256:${digest}`,
      `WHISPER_REVISION=${revision}`,
      `WHISPER_SHA256=${digest}`,
    ]);
    expect(pin('nonsense').status).toBe(2);
  });
});

describe('deploy.sh with releases', () => {
  const go = (...more: string[]) => deploy(['--runner', 'process', '--wait', '5', ...more]);
  const releases = () => readdir(join(folder, 'home/releases'));

  it('brings the first one up and keeps three of the next', async () => {
    for (const version of ['1', '2', '3', '4']) {
      await build(version);
      const { status, output } = await go();
      expect([status, output]).toEqual([0, expect.stringContaining('All well.') as string]);
      expect(output).toContain('chat: streamed to its end by m');
      expect(await running()).toBe(version);
    }
    expect(await releases()).toHaveLength(3);
    const inUse = await readlink(join(folder, 'home/current'));
    expect(inUse.split('/').at(-1)).toBe((await releases()).sort().at(-1));
  }, 60_000);

  it.each([
    ['dies', 'it was not ready'],
    ['never-ready', 'it was not ready'],
    ['no-chat', 'the answer broke off'],
  ])(
    'goes back from one that is broken: %s',
    async (broken, reason) => {
      await build('1');
      expect((await go()).status).toBe(0);
      await build('2', broken);
      const { status, output } = await go();
      expect(output).toContain(reason);
      expect(output).toContain('the one before is in place again');
      expect(status).toBe(1);
      expect(await running()).toBe('1');
      expect(await releases()).toHaveLength(1);
    },
    60_000,
  );

  it('stops a first one that is broken', async () => {
    await build('1', 'no-chat');
    const { status, output } = await go();
    expect([status, output]).toEqual([1, expect.stringContaining('none to go back to') as string]);
    expect(await running()).toBeUndefined();
  }, 60_000);

  it('takes back one that lacks a job that was asked for', async () => {
    await build('1');
    const { status, output } = await go('--jobs', 'chat,transcribe');
    expect(output).toContain('FAIL  transcribe');
    expect(status).toBe(1);
  }, 60_000);
});

describe('deploy.sh with containers', () => {
  const docker = () => join(folder, 'docker');
  async function go(version: string, broken = ''): Promise<Ended> {
    await mkdir(join(folder, 'bin'), { recursive: true });
    await mkdir(docker(), { recursive: true });
    await cp(join(root, 'tests/fakes/fake-docker.sh'), join(folder, 'bin/docker'));
    await chmod(join(folder, 'bin/docker'), 0o755);
    await build(version, broken, `images/${version}`);
    await writeFile(join(docker(), 'next'), join(folder, 'images', version));
    return deploy(['--wait', '5'], {
      PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`,
      FAKE_DOCKER: docker(),
    });
  }

  it('builds, starts, verifies with a key that it takes away again', async () => {
    const { status, output } = await go('1');
    expect([status, output]).toEqual([0, expect.stringContaining('All well.') as string]);
    const calls = await readFile(join(docker(), 'calls'), 'utf8');
    expect(calls).toMatch(/compose --project-name parley-development .* up --detach/);
    expect(calls).toMatch(/keys\.js revoke 0123abcd/);
  }, 60_000);

  it('goes back to the image before', async () => {
    expect((await go('1')).status).toBe(0);
    const { status, output } = await go('2', 'no-chat');
    expect(output).toContain('the one before is in place again');
    expect(status).toBe(1);
    expect(await running()).toBe('1');
    const calls = await readFile(join(docker(), 'calls'), 'utf8');
    expect(calls).toMatch(/up --detach --no-build --force-recreate companion/);
  }, 60_000);
});
