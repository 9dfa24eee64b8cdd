import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const map = /```\n(src\/\n[^`]+)```/.exec(readFileSync('README.md', 'utf8'))?.[1] ?? '';
const named = (indent: string) =>
  [...map.matchAll(new RegExp(`^${indent}([a-z-]+)/`, 'gm'))].map(([, name]) => name).sort();
const folders = (of: string) =>
  readdirSync(of, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^[a-z-]+$/.test(entry.name))
    .map(({ name }) => name)
    .sort();

test('the map in the README names every room there is, and no other', () => {
  expect(named('  ')).toEqual(folders('src'));
  expect(folders('.')).toEqual(expect.arrayContaining(named('')));
});
