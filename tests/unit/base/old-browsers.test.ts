import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { canShareMemory } from '../../../src/base/shared-memory.ts';
import { sentencesIn, wordsIn } from '../../../src/base/segments.ts';

/**
 * The build targets Firefox 114 and Safari 16.4, but it rewrites syntax, not what a browser lacks:
 * what is missing there stands here, and beside it the one file that may ask for it.
 */
const LACKED: readonly [pattern: RegExp, only?: string][] = [
  [/AbortSignal\.any\(/],
  [/\.to(Sorted|Reversed|Spliced)\(/],
  [/Promise\.(withResolvers|try)\(/],
  [/Array\.fromAsync\(/],
  [/(Object|Map)\.groupBy\(/],
  [/Intl\.(Segmenter|DurationFormat)\(/, 'base/segments.ts'],
  [/crossOriginIsolated.*\?.*SharedArrayBuffer/, 'base/shared-memory.ts'],
];

const root = `${import.meta.dirname}/../../../src/`;
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(ts|svelte)$/.test(path))
  .map((path) => ({
    path,
    // Comments may name what they do without.
    text: readFileSync(root + path, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ''),
  }));

test.each(LACKED)('%s is asked for nowhere else', (pattern, only) => {
  const found = sources.filter(({ text, path }) => pattern.test(text) && path !== only);
  expect(found.map(({ path }) => path)).toEqual([]);
});

test('isolated without shared memory, as in some WebKit builds, is not shared', () => {
  expect(canShareMemory({ crossOriginIsolated: true, SharedArrayBuffer })).toBe(true);
  expect(canShareMemory({ crossOriginIsolated: true })).toBe(false);
  expect(canShareMemory({ SharedArrayBuffer })).toBe(false);
});

test.each([[Intl], [{}]])('words and sentences, with and without a segmenter', (intl) => {
  expect(wordsIn("¿Qué es? It's 3 o'clock", 'es', intl)).toContain('Qué');
  expect(sentencesIn('The sun heats it. It rises! Then?', 'en', intl)).toEqual([
    'The sun heats it.',
    'It rises!',
    'Then?',
  ]);
});
