import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { catalog } from '../../../src/model-store/catalog.ts';
import { catalogFiles } from '../../../src/model-store/plan.ts';

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
      const paths = catalogFiles(entry, variant.name).map(({ path }) => path);
      expect(
        paths.some((path) => /\.onnx\*?$|^params_shard_\*\.bin$|^params_shard_0\.bin$/.test(path)),
      ).toBe(true);
      if (entry.engine === 'transformers') expect(paths).toContain('config.json');
      if (entry.engine === 'web-llm') expect(paths).toContain('mlc-chat-config.json');
    }
    // Only the last piece of a path may stand for several files.
    for (const { path } of entry.files) expect(path.replace(/[^/]*$/, '')).not.toContain('*');
    if (entry.job === 'transcribe' || entry.job === 'speak')
      expect(entry.variants.some((variant) => variant.devices.includes('wasm'))).toBe(true);
    // What comes from nowhere else lies here: made for tests, or bundled.
    const here = entry.fixture === true || entry.variants.every(({ bundled }) => bundled);
    expect(entry.source === undefined).toBe(here);
  });

  test('the test model is the one in the fixtures, byte for byte', () => {
    const entry = catalog.find(({ id }) => id === 'tiny-whisper');
    for (const file of entry?.files ?? []) {
      const bytes = readFileSync(`tests/fixtures/models/tiny-whisper/${file.path}`);
      expect(bytes.length).toBe(file.sizeBytes);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(file.sha256);
    }
  });

  test('what comes with Parley is what is pinned, byte for byte', () => {
    const sums = readFileSync('models/bundled/SHA256SUMS', 'utf8').trim().split('\n');
    const known = new Map(sums.map((line) => line.split('  ').reverse() as [string, string]));
    for (const [path, sha256] of known) {
      const bytes = readFileSync(`models/bundled/${path}`);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    }
    const bundled = catalog.flatMap((entry) =>
      entry.variants.filter((each) => each.bundled).map((variant) => ({ entry, variant })),
    );
    expect(bundled.map(({ entry }) => entry.id)).toEqual(['moonshine-tiny', 'piper-en-joe']);
    for (const { entry, variant } of bundled) {
      for (const file of catalogFiles(entry, variant.name)) {
        expect(file.sha256).toBe(known.get(`${entry.id}/${file.path}`));
        expect(file.sizeBytes).toBe(statSync(`models/bundled/${entry.id}/${file.path}`).size);
      }
    }
  });
});
