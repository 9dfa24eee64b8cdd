import { expect, test } from 'vitest';
import { readVectors } from '../../../../src/engines/over-http/read-vectors.ts';

const base64 = (...values: number[]) =>
  Buffer.from(new Float32Array(values).buffer).toString('base64');

test('numbers and base64 are the same, in the order of the texts, one long', () => {
  const data = [
    { index: 1, embedding: [0, 2] },
    { index: 0, embedding: base64(3, 4) },
  ];
  const [first, second] = readVectors({ data }, 2) ?? [];
  expect([...(first ?? [])]).toEqual([expect.closeTo(0.6), expect.closeTo(0.8)]);
  expect([...(second ?? [])]).toEqual([0, 1]);
});

test.each([
  ['no list', {}],
  ['too few', { data: [{ index: 0, embedding: [1] }] }],
  [
    'one twice',
    {
      data: [
        { index: 0, embedding: [1] },
        { index: 0, embedding: [1] },
      ],
    },
  ],
  ['no direction', { data: [{ embedding: [0, 0] }, { embedding: [1, 0] }] }],
  ['no numbers', { data: [{ embedding: ['x', 1] }, { embedding: [1, 0] }] }],
  ['broken base64', { data: [{ embedding: '%%%' }, { embedding: [1, 0] }] }],
  ['a place that is not there', { data: [{ index: 5, embedding: [1] }, { embedding: [1] }] }],
])('%s is not read', (_, answer) => {
  expect(readVectors(answer, 2)).toBeUndefined();
});
