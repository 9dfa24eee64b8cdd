import { expect, test } from 'vitest';
import { diffPieces, hasFixes } from '../../../../src/ui/learn/diff-pieces.ts';

test('a word to insert travels with the word after it', () => {
  expect(
    diffPieces([
      { kind: 'same', said: 'school' },
      { kind: 'missing', want: 'by' },
      { kind: 'missing', want: 'the' },
      { kind: 'same', said: 'bus' },
    ]),
  ).toEqual([
    { insert: [], said: 'school', struck: false },
    { insert: ['by', 'the'], said: 'bus', struck: false },
  ]);
});

test('words are struck, with the better one above where there is one', () => {
  expect(
    diffPieces([
      { kind: 'replace', said: 'goed', want: 'went' },
      { kind: 'extra', said: 'the' },
      { kind: 'missing', want: 'home' },
    ]),
  ).toEqual([
    { insert: [], said: 'goed', struck: true, instead: 'went' },
    { insert: [], said: 'the', struck: true },
    { insert: ['home'], struck: false },
  ]);
});

test('equal words leave nothing to mend', () => {
  expect(hasFixes([{ kind: 'same', said: 'went' }])).toBe(false);
  expect(hasFixes([{ kind: 'extra', said: 'the' }])).toBe(true);
});
