import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chunkCount, chunkSize, gaps, slicesOf } from '../../../src/model-store/chunk-grid.ts';

describe('the chunk grid', () => {
  test('chunks cover a file exactly once', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.integer({ min: 1, max: 500 }), (size, chunk) => {
        const sizes = Array.from({ length: chunkCount(size, chunk) }, (_, index) =>
          chunkSize(size, chunk, index),
        );
        expect(sizes.reduce((a, b) => a + b, 0)).toBe(size);
        expect(Math.max(...sizes)).toBeLessThanOrEqual(chunk);
      }),
    );
  });

  test('slices cover a range exactly, in order, inside their chunks', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(5000), fc.integer({ min: 1, max: 700 }), (a, b, chunk) => {
        const [from, to] = a < b ? [a, b] : [b, a];
        let at = from;
        for (const slice of slicesOf(from, to, chunk)) {
          expect(slice.index * chunk + slice.from).toBe(at);
          expect(slice.to).toBeLessThanOrEqual(chunk);
          expect(slice.to).toBeGreaterThan(slice.from);
          at = slice.index * chunk + slice.to;
        }
        expect(at).toBe(Math.max(from, to));
      }),
    );
  });

  test('a gap begins where the stored parts end; whole chunks are no gaps', () => {
    const record = { files: [{ path: 'a', sizeBytes: 25 }], chunkBytes: 10 };
    const row = { model: 'm', path: 'a', source: 's', etag: '' };
    const found = gaps(record, [
      { ...row, index: 0, partBytes: [4, 6], sha256: 'x' },
      { ...row, index: 1, partBytes: [3] },
    ]);
    expect(found.map(({ index, from, to }) => [index, from, to])).toEqual([
      [1, 13, 20],
      [2, 20, 25],
    ]);
  });

  test('an empty file is one empty chunk', () => {
    expect(gaps({ files: [{ path: 'a', sizeBytes: 0 }], chunkBytes: 10 }, [])).toHaveLength(1);
  });
});
