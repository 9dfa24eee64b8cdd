import fc from 'fast-check';
import { expect, it } from 'vitest';
import { byteRange } from '../../../src/contracts/byte-range.ts';

it('gives the bytes of an array that slice would give', () => {
  fc.assert(
    fc.property(fc.nat(50), fc.nat(60), fc.nat(60), (size, from, to) => {
      const bytes = Array.from({ length: size }, (_, index) => index);
      const cases: [string, number[]][] = [
        [`bytes=${from}-${to}`, bytes.slice(from, to + 1)],
        [`bytes=${from}-`, bytes.slice(from)],
        [`bytes=-${to}`, to === 0 ? [] : bytes.slice(-to)],
      ];
      for (const [header, wanted] of cases) {
        const range = byteRange(header, size);
        if (wanted.length === 0) expect(range.kind).toBe('unsatisfiable');
        else expect(range).toEqual({ kind: 'part', first: wanted[0], last: wanted.at(-1) });
      }
    }),
  );
});

it('never fails and never leaves the file, whatever the header', () => {
  const header = fc.oneof(
    fc.string(),
    fc.string().map((text) => `bytes=${text}`),
    fc.stringMatching(/^bytes=[0-9, -]{0,12}$/),
  );
  fc.assert(
    fc.property(header, fc.nat(100), (text, size) => {
      const range = byteRange(text, size);
      if (range.kind !== 'part') return;
      expect(range.first).toBeGreaterThanOrEqual(0);
      expect(range.last).toBeGreaterThanOrEqual(range.first);
      expect(range.last).toBeLessThan(size);
    }),
  );
});

it('is whole without a header, and for units other than bytes', () => {
  expect(byteRange(undefined, 10)).toEqual({ kind: 'whole' });
  expect(byteRange('seconds=1-2', 10)).toEqual({ kind: 'whole' });
});
