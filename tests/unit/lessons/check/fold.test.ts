import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bare, cleanText, fold } from '../../../../src/lessons/check/read/fold.ts';

const normalise = (text: string): string => fold(cleanText(text));

describe('normalising a text', () => {
  it('leaves what is normal as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        expect(normalise(normalise(text))).toBe(normalise(text));
      }),
      { numRuns: 1_000 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        expect(normalise(normalise(text))).toBe(normalise(text));
      }),
      { numRuns: 1_000 },
    );
  });

  it('takes case, width, ligatures and hidden characters away, and keeps accents', () => {
    expect(normalise('ＣＡＦÉ')).toBe('café');
    expect(normalise('Stra\u00adße')).toBe('strasse');
    expect(normalise('cœur')).toBe('coeur');
    expect(normalise('I’ve')).toBe("i've");
    expect(bare('año')).toBe('ano');
  });

  it('cuts what is longer than any answer', () => {
    expect(normalise('a'.repeat(5_000))).toHaveLength(2_000);
  });
});
