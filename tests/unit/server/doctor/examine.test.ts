import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../server/clock.ts';
import { examine } from '../../../../server/doctor/examine.ts';
import { writeFinding, type Finding } from '../../../../server/doctor/finding.ts';
import { newKeyText } from '../../../../server/keys/api-key.ts';
import { writeKeyFile } from '../../../../server/keys/key-file.ts';
import { Ffmpeg } from '../../../../server/sound/ffmpeg.ts';
import { fakeMachine } from '../../../fakes/fake-machine.ts';

const fixtures = fileURLToPath(new URL('../../../fixtures', import.meta.url));
const DAY_MS = 86_400_000;

let folder: string;
const servers: Server[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-doctor-'));
  await write('app/index.html', '<!doctype html>');
});
afterEach(async () => {
  for (const server of servers.splice(0)) server.close();
  await rm(folder, { recursive: true, force: true });
});

async function write(path: string, text: string): Promise<string> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
}

/** A server that answers these paths; its address. */
async function serve(answers: Record<string, unknown>, status = 200): Promise<string> {
  const server = createServer((request, response) => {
    const answer = answers[request.url ?? ''];
    response.writeHead(answer === undefined ? 404 : status).end(JSON.stringify(answer ?? {}));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

interface Situation {
  readonly settings?: string;
  readonly env?: Record<string, string>;
  readonly ffmpeg?: string;
  readonly laterMs?: number;
  /** What `ps` prints. */
  readonly running?: string;
}

async function findings(situation: Situation = {}): Promise<Finding[]> {
  const { settings, env = {}, ffmpeg = 'sh', laterMs = 0, running = '' } = situation;
  const PARLEY_CONFIG =
    settings === undefined
      ? join(folder, 'none.yaml')
      : await write('parley.config.yaml', settings);
  const found: Finding[] = [];
  const patient = {
    env: { PARLEY_CONFIG, PORT: '0', MODELS_DIR: join(fixtures, 'models'), ...env },
    workingDir: folder,
    appDir: join(folder, 'app'),
    catalogDir: join(folder, 'catalog'),
    nodeVersion: '20.20.0',
    ffmpeg: new Ffmpeg(ffmpeg, () => 0),
    clock: { ...systemClock, epochMs: () => Date.now() + laterMs },
    machine: fakeMachine({ prints: { ps: running } }),
  };
  for await (const finding of examine(patient)) found.push(finding);
  return found;
}

const about = (found: readonly Finding[], name: string) =>
  found.filter((it) => it.about === name).map(({ state, sentence }) => `${state}: ${sentence}`);

describe('the doctor', () => {
  it('finds a companion with weights well', async () => {
    const found = await findings();
    expect(found.filter(({ state }) => state === 'bad')).toEqual([]);
    expect(about(found, 'weights').join()).toContain('tiny-tutor');
    expect(about(found, 'jobs')).toEqual([
      'ok: Somebody does each of chat, transcribe, speak, embed.',
    ]);
  });

  it('gives one line, and one remedy unless all is well', async () => {
    for (const finding of await findings({ env: { HOST: '0.0.0.0', MODELS_DIR: '/nowhere' } })) {
      const lines = writeFinding(finding).split('\n');
      expect(lines).toHaveLength(finding.state === 'ok' ? 1 : 2);
      if (finding.state !== 'ok') expect(lines[1]).toMatch(/^ {6}→ \S/);
    }
  });

  it('stops at settings that make no sense, with their line', async () => {
    const found = await findings({ settings: 'policy: school-network\nnonsense: 1\n' });
    expect(found.at(-1)).toMatchObject({ state: 'bad', about: 'settings' });
    expect(found.at(-1)?.sentence).toContain('line 2');
  });

  it('tells what other devices lack', async () => {
    const found = await findings({ env: { HOST: '0.0.0.0' } });
    expect(about(found, 'tls').join()).toContain('without TLS');
    expect(about(found, 'names').join()).toContain('by no name');
    expect(about(found, 'keys').join()).toContain('There are no keys');
    const named = await findings({ env: { HOST: '0.0.0.0', ALLOWED_HOSTS: 'a.example' } });
    expect(about(named, 'names')).toEqual([]);
  });

  it('says that the settings it was told of are missing, or that a companion lost its own', async () => {
    expect(about(await findings(), 'settings').join()).toMatch(/^warn: PARLEY_CONFIG names/);
    const services = { app: 'ok', settings: 'stale' };
    const running = new URL(
      await serve({ '/livez': { status: 'ok' }, '/health': { status: 'ok', services } }),
    );
    const found = await findings({ env: { PORT: running.port } });
    expect(about(found, 'port').join()).toMatch(/^warn: .*older settings/);
  });

  it('names programs that may pass strangers on', async () => {
    const running = 'systemd\nsshd\n/usr/sbin/nginx\nsocat\n';
    const told = async (situation: Situation) =>
      about(await findings({ running, ...situation }), 'relays').join();
    expect(await told({})).toMatch(/^warn: nginx, socat may pass others on/);
    expect(await told({ running: 'sshd\nbash\n' })).toBe('');
    expect(await told({ settings: 'keys: {required: always}\n' })).toMatch(/^ok: /);
    expect(await told({ settings: 'keys: {required: never}\n' })).toContain('nobody needs a key');
  });

  it('counts keys in force, and sees when others can read them', async () => {
    const { id, sha256 } = newKeyText();
    const file = join(folder, 'keys.json');
    const key = { id, sha256, name: 'a', created: '2026-01-01T00:00:00Z', scopes: {} };
    await writeKeyFile(file, [key, { ...key, expires: '2026-01-02T00:00:00Z' }]);
    const settings = `keys: {file: ${file}}\n`;
    expect(about(await findings({ settings }), 'keys')).toEqual([
      'ok: 1 in force; wanted from everybody but this machine.',
    ]);
    await chmod(file, 0o644);
    expect(about(await findings({ settings }), 'keys').join()).toContain('can read');
  });

  it('says which port is taken, unless a companion has it', async () => {
    const port = (url: string) => new URL(url).port;
    const companion = await serve({ '/livez': { status: 'ok' } });
    expect(about(await findings({ env: { PORT: port(companion) } }), 'port').join()).toContain(
      'by a companion that answers',
    );
    const server = createServer((_request, response) => response.end('hello'));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const taken = String((server.address() as AddressInfo).port);
    expect(about(await findings({ env: { PORT: taken } }), 'port').join()).toMatch(/^bad: Port/);
  });

  it('asks each upstream what it has', async () => {
    const good = await serve({ '/v1/models': { data: [{ id: 'small' }] } });
    const refusing = await serve({ '/v1/models': {} }, 401);
    const settings = [
      'upstreams:',
      `  - {name: good, kind: openai, url: '${good}', privacy: home, models: [{id: small}, {id: large}]}`,
      `  - {name: refusing, kind: openai, url: '${refusing}', privacy: home, keyFrom: SOME_KEY}`,
      "  - {name: away, kind: openai, url: 'http://127.0.0.1:9', privacy: home}",
      "  - {name: asleep, kind: openai, url: 'http://127.0.0.1:9', privacy: home, wake: {mac: '00:00:00:00:00:01'}}",
      "  - {name: cloud, kind: openai, url: 'https://cloud.example', privacy: cloud, keyFrom: CLOUD_KEY}",
    ].join('\n');
    const found = await findings({ settings, env: { SOME_KEY: 'secret-of-mine' } });
    expect(about(found, 'good')[0]).toMatch(/^ok: Answers in \d+ ms: small/);
    expect(about(found, 'good')[1]).toBe('warn: It does not list the model large.');
    expect(about(found, 'refusing')[0]).toMatch(/^bad: It does not accept the key/);
    expect(about(found, 'away')[0]).toMatch(/^bad: It does not answer/);
    expect(about(found, 'asleep')[0]).toMatch(/^warn: .*woken/);
    expect(about(found, 'cloud')).toEqual(['warn: Not used: CLOUD_KEY is not set.']);
    expect(about(found, 'jobs').join()).toContain('transcribe');
    expect(JSON.stringify(found)).not.toContain('secret-of-mine');
  });

  it('misses ffmpeg, the app, Redis, and a folder for the audit log', async () => {
    const found = await findings({
      settings: `redis: {urlFrom: REDIS_URL}\naudit: {folder: ${join(folder, 'app/index.html/audit')}}\n`,
      ffmpeg: 'no-such-program',
      env: { APP_DIR: join(folder, 'no-app'), REDIS_URL: 'redis://127.0.0.1:9' },
    });
    expect(about(found, 'ffmpeg').join()).toMatch(/^warn/);
    expect(about(found, 'app').join()).toMatch(/^bad: There is no built app/);
    expect(about(found, 'redis').join()).toMatch(/^bad: Does not answer/);
    expect(about(found, 'audit').join()).toMatch(/^bad/);
    const unset = await findings({ settings: 'redis: {urlFrom: REDIS_URL}\n' });
    expect(about(unset, 'redis').join()).toContain('REDIS_URL holds no address');
  });
});

describe('a certificate', () => {
  function certificate(name: string, days: number) {
    const key = join(folder, `${name}-key.pem`);
    const cert = join(folder, `${name}.pem`);
    execFileSync(
      'openssl',
      `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days ${days} -subj /CN=${name} -addext subjectAltName=DNS:${name} -keyout ${key} -out ${cert}`.split(
        ' ',
      ),
      { stdio: 'ignore' },
    );
    return { key, cert };
  }
  const tls = (cert: string, key: string) => `tls: {certificate: ${cert}, key: ${key}}\n`;

  it('holds, ends soon, has ended, lacks a name', async () => {
    const { key, cert } = certificate('parley.example', 40);
    const settings = tls(cert, key);
    const env = { ALLOWED_HOSTS: 'parley.example,other.example' };
    expect(about(await findings({ settings, env }), 'tls')).toEqual([
      expect.stringMatching(/^ok: The certificate holds until 20/) as string,
      'warn: The certificate does not name other.example.',
    ]);
    const later = (days: number) => findings({ settings, laterMs: days * DAY_MS });
    expect(about(await later(30), 'tls').join()).toMatch(/^warn: The certificate ends on/);
    expect(about(await later(50), 'tls').join()).toMatch(/^bad: The certificate ended on/);
  });

  it('needs its own key, in files that can be read', async () => {
    const one = certificate('one.example', 40);
    const two = certificate('two.example', 40);
    const said = async (settings: string) => about(await findings({ settings }), 'tls').join();
    expect(await said(tls(one.cert, two.key))).toContain('does not belong');
    expect(await said(tls(one.cert, '/nowhere.pem'))).toContain('cannot be read');
    expect(await said(tls(one.cert, await write('text.pem', 'text')))).toContain('not a PEM');
  });
});
