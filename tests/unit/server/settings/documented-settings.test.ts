import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../../../../server/settings/read-settings.ts';
import { settingsSchema } from '../../../../server/settings/settings-schema.ts';
import { PRIVACY_CLASSES, UPSTREAM_KINDS } from '../../../../server/settings/upstream-schema.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const text = (path: string) => readFileSync(join(root, path), 'utf8');
const documented = new Set(
  [...text('docs/gateway.md').matchAll(/`([^`\n]+)`/g)].map(([, name]) => name),
);

interface Schema {
  readonly type: string;
  readonly wrapped?: Schema;
  readonly pipe?: readonly Schema[];
  readonly entries?: Readonly<Record<string, Schema>>;
  readonly item?: Schema;
}

/** Names of all settings, as the document writes them. */
function namesIn(schema: Schema, path = ''): string[] {
  const { type, wrapped, pipe, entries, item } = schema;
  if (wrapped) return namesIn(wrapped, path);
  if (pipe?.[0]) return namesIn(pipe[0], path);
  if (type === 'array' && item) return namesIn(item, `${path}[]`);
  if (!entries) return [path.replace(/(\[\])$/, '')];
  // A rate is written the same way everywhere, and explained once.
  if (['count', 'per', 'burst'].every((name) => name in entries)) return [path];
  return Object.entries(entries).flatMap(([name, inner]) =>
    namesIn(inner, path === '' ? name : `${path}.${name}`),
  );
}

describe('docs/gateway.md', () => {
  const names = namesIn(settingsSchema);

  it('knows a good many settings', () => {
    expect(names).toContain('upstreams[].wake.mac');
    expect(names).toContain('limits.perJob.chat');
    expect(names.length).toBeGreaterThan(60);
  });

  it.each(names)('has %s', (name) => {
    expect(documented).toContain(name);
  });

  it('has no setting that is gone', () => {
    const rooms = new Set(names.map((name) => name.split(/[.[]/)[0]));
    const told = [...documented].filter(
      (name) =>
        /^[a-z]\w*(\[\])?(\.\w+(\[\])?)+$/.test(name ?? '') && rooms.has(name?.split(/[.[]/)[0]),
    );
    const known = (name: string) =>
      names.some((it) => it === name || it.startsWith(`${name}.`) || it.startsWith(`${name}[`));
    expect(told.filter((name) => name !== undefined && !known(name))).toEqual([]);
  });

  it('has every variable of the environment', () => {
    const used = [...text('server/config.ts').matchAll(/(?:text|list)\('([A-Z_]+)'\)/g)];
    expect(used.length).toBeGreaterThan(5);
    for (const [, name] of used) expect(documented).toContain(name);
    expect(documented).toContain('PARLEY_CONFIG');
  });

  it('has every code of a refusal', () => {
    const sources = readdirSync(join(root, 'server'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => text(join('server', path)));
    const patterns = [
      /new (?:ApiError|CompanionError)\(\s*(?:[\w.]+,\s*)?(?:[^'()]{0,60}\? )?'([\w-]+)'(?: : '([\w-]+)')?/g,
      /refuse\(\s*[^;]{0,80}?\d{3},\s*'([\w-]+)'/g,
      /code: '([a-z]+-[a-z-]+)'/g,
    ];
    const codes = new Set(
      sources.flatMap((source) =>
        patterns.flatMap((pattern) =>
          [...source.matchAll(pattern)].flatMap(([, ...found]) => found.filter(Boolean)),
        ),
      ),
    );
    expect(codes.size).toBeGreaterThan(35);
    expect([...codes].filter((code) => !documented.has(code))).toEqual([]);
  });
});

describe('parley.config.example.yaml', () => {
  const name = 'parley.config.example.yaml';
  const settings = readSettings(text(name), name);

  it('has a MacBook, a Proxmox box, vLLM, this machine and a cloud, in that order', () => {
    const order = [...settings.upstreams].sort((a, b) => a.priority - b.priority);
    expect(order.map((it) => it.name)).toEqual([
      'macbook',
      'proxmox-chat',
      'proxmox-ears',
      'proxmox-voice',
      'vllm',
      'here',
      'cloud',
      'cloud-sound',
    ]);
    expect(new Set(settings.upstreams.map((it) => it.kind))).toEqual(new Set(UPSTREAM_KINDS));
    expect(new Set(settings.upstreams.map((it) => it.privacy))).toEqual(new Set(PRIVACY_CLASSES));
  });

  it('lets nothing out of the house by itself', () => {
    expect(settings.policy).toBe('school-network');
    for (const { privacy, keyFrom } of settings.upstreams) {
      if (privacy === 'cloud') expect(keyFrom).toBeDefined();
    }
  });

  it('is right in its commented parts, too', () => {
    const all = text(name).replaceAll(/^# ((?:redis|tls):| {2}\w+: .*)$/gm, '$1');
    const { redis, tls } = readSettings(all, name);
    expect(redis?.urlFrom).toBe('REDIS_URL');
    expect(tls?.certificate).toMatch(/\.pem$/);
  });
});
