import { expect, test } from 'vitest';
import { batchesByLength } from '../../../../src/engines/transformers/embed-texts.ts';

test('texts of like length go together, each once', () => {
  const texts = ['aaaa', 'b', 'cccccc', 'dd', 'eee'];
  expect(batchesByLength(texts, 2)).toEqual([[1, 3], [4, 0], [2]]);
  expect(batchesByLength([], 2)).toEqual([]);
});
