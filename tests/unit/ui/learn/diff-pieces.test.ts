import { expect, test } from 'vitest';
import type { AnswerCheck } from '../../../../src/contracts/answer-check.ts';
import { diffPieces, showsDiff } from '../../../../src/ui/learn/diff-pieces.ts';

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

const same = { kind: 'same', said: 'I' } as const;
const fix = { kind: 'replace', said: 'goed', want: 'went' } as const;

test.each([
  ['close', [fix], true],
  ['wrong', [same, fix], true],
  ['wrong', [fix], false],
  ['wrong', [same, fix, fix], false],
  ['wrong', [same], false],
  ['right', [same, fix], false],
] as const)('a %s answer of %j is mended on its line: %j', (verdict, diff, drawn) => {
  expect(showsDiff({ verdict, diff, score: 0, reason: { key: 'right' } })).toBe(drawn);
});

test('another answer altogether is not mended word by word', () => {
  const other = { verdict: 'wrong', diff: [same, fix], score: 0, reason: { key: 'wrong.other' } };
  expect(showsDiff(other as AnswerCheck)).toBe(false);
});
