import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfig } from '../../../server/config.ts';

const root = join(import.meta.dirname, '../../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** The settings that the companion really asks for, whatever way config.ts is written. */
function settingsRead(): string[] {
  const asked = new Set<string>();
  const env = new Proxy<Record<string, string | undefined>>(
    {},
    {
      get(_target, name) {
        asked.add(String(name));
        return undefined;
      },
    },
  );
  readConfig(env, { appDir: '/app', workingDir: '/' });
  return [...asked].sort();
}

/** The first column of the README's table of settings, and the whole rows. */
const rows = [...read('README.md').matchAll(/^\| `([A-Z][A-Z_]+)`\s*\|(.+)\|(.+)\|$/gm)];

test('README names every setting of the companion, and no other', () => {
  expect(settingsRead().length).toBeGreaterThan(3);
  expect(rows.map(([, name]) => name).sort()).toEqual(settingsRead());
});

test.each(rows.map(([, name, preset, meaning]) => [name, preset, meaning]))(
  '%s has a default and a meaning',
  (_name, preset, meaning) => {
    expect(preset?.trim()).toBeTruthy();
    expect(meaning?.trim()).toBeTruthy();
  },
);

test('only the files that start a program look at the environment, and they hand it on', () => {
  const readers = readdirSync(join(root, 'server'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .flatMap((path) =>
      [...read(join('server', path)).matchAll(/process\.env(\W.)?/g)].map(
        ([use]) => `${path}: ${use.startsWith('process.env[') ? 'a variable' : 'all of it'}`,
      ),
    );
  expect(new Set(readers)).toEqual(
    new Set(['main.ts', 'keys/main.ts', 'doctor/main.ts'].map((path) => `${path}: all of it`)),
  );
});
