import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { catalog, downloadBytes, filesOf } from '../../../src/model-store/catalog.ts';

describe('models/*.json', () => {
  test('every entry is named once and is valid', () => {
    const ids = catalog.map((entry) => entry.id);
    expect(ids).toContain('tiny-whisper');
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each(catalog.map((entry) => [entry.id, entry] as const))('%s holds together', (_, entry) => {
    const names = entry.variants.map((variant) => variant.name);
    for (const file of entry.files) {
      for (const name of file.variants ?? []) expect(names).toContain(name);
    }
    for (const variant of entry.variants) {
      const paths = filesOf(entry, variant);
      expect(paths).toContain('config.json');
      expect(paths.some((path) => path.endsWith('.onnx'))).toBe(true);
    }
    expect(entry.variants.some((variant) => variant.devices.includes('wasm'))).toBe(true);
    // Weights of others come from somewhere; ours do not.
    expect(entry.source === undefined).toBe(entry.fixture === true);
  });

  test('the test model is the one in the fixtures, byte for byte', () => {
    const entry = catalog.find(({ id }) => id === 'tiny-whisper');
    for (const file of entry?.files ?? []) {
      const bytes = readFileSync(`tests/fixtures/models/tiny-whisper/${file.path}`);
      expect(bytes.length).toBe(file.sizeBytes);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(file.sha256);
    }
    const variant = entry?.variants[0];
    expect(entry && variant && downloadBytes(entry, variant)).toBeGreaterThan(1_000_000);
  });

  test('the size of a download is unknown as long as one file is', () => {
    const entry = catalog.find(({ id }) => id === 'whisper-tiny');
    const variant = entry?.variants[0];
    expect(entry && variant && downloadBytes(entry, variant)).toBeUndefined();
  });
});
