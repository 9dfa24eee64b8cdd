import { expect, test } from 'vitest';
import { catalog } from '../../../src/model-store/catalog.ts';
import { qualityOf, qualityOfName } from '../../../src/patch-panel/model-quality.ts';

test.each([
  ['qwen3:8b', 'home', 'medium'],
  ['llama3.3:70b-instruct', 'school', 'large'],
  ['SmolLM2-360M-Instruct', 'home', 'tiny'],
  ['gemma-3-1b-it', 'home', 'small'],
  ['whisper-tiny.en', 'home', 'tiny'],
  ['something', 'home', 'medium'],
  ['gpt-4o-mini', 'cloud', 'large'],
] as const)('%s at %s is %s', (name, place, quality) => {
  expect(qualityOfName(name, place, [])).toBe(quality);
});

test('a model of the catalog is what the catalog says, wherever it runs', () => {
  for (const entry of catalog) {
    expect(qualityOfName(entry.id, 'cloud', catalog)).toBe(qualityOf(entry));
  }
});

test('every neural voice that people are offered is good enough to speak', () => {
  const voices = catalog.filter(({ job, fixture }) => job === 'speak' && !fixture);
  expect(voices.length).toBeGreaterThan(0);
  expect(new Set(voices.map(qualityOf))).toEqual(new Set(['medium']));
});
