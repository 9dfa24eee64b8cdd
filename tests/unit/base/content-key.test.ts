import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { contentKey, isContentKey } from '../../../src/base/content-key.ts';

describe('content key', () => {
  it('is SHA-256', () => {
    const right = (text: string) => createHash('sha256').update(JSON.stringify(text)).digest('hex');
    for (const length of [0, 1, 53, 54, 61, 62, 63, 117, 118, 100_000]) {
      const text = 'é'.repeat(length % 7) + 'a'.repeat(length);
      expect(contentKey(text)).toBe(right(text));
    }
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => contentKey(text) === right(text)),
    );
  });

  it('is of the content, not of the order of fields', () => {
    expect(contentKey({ a: 1, b: [{ c: 'é', d: undefined }] })).toBe(
      contentKey({ b: [{ c: 'é' }], a: 1 }),
    );
    expect(contentKey({ id: 'same', title: 'A' })).not.toBe(contentKey({ id: 'same', title: 'B' }));
    expect(contentKey(['a,b'])).not.toBe(contentKey(['a', 'b']));
    expect(isContentKey(contentKey({}))).toBe(true);
    expect(isContentKey('first-words')).toBe(false);
  });
});
