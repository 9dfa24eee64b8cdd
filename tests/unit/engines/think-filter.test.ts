import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ThinkFilter } from '../../../src/engines/think-filter.ts';

function filtered(pieces: readonly string[], thinking = false): string {
  const filter = new ThinkFilter(thinking);
  return pieces.map((piece) => filter.push(piece)).join('') + filter.end();
}

test.each([
  ['a reply without thoughts', 'Paris is the capital.', 'Paris is the capital.'],
  ['an empty thought', '<think>\n\n</think>\n\nParis.', 'Paris.'],
  ['a thought before', '<think>The capital? Paris.</think>Paris.', 'Paris.'],
  ['a thought in the middle', 'It is <thinking>hm</thinking>Paris.', 'It is Paris.'],
  ['two thoughts', '<think>a</think>One. <THINK>b</THINK>Two.', 'One. Two.'],
  ['a thought that does not end', '<think>The capital of', ''],
  ['an end without a beginning', 'Paris.</think> Yes.', 'Paris. Yes.'],
  ['what only looks like a tag', 'If 2 < 3 then a <thin line', 'If 2 < 3 then a <thin line'],
  ['another tag', 'Press <b>here</b>.', 'Press <b>here</b>.'],
  ['a text that ends like a tag', 'Less is <', 'Less is <'],
])('%s, wherever it is split', (_, text, expected) => {
  fc.assert(
    fc.property(fc.array(fc.nat(text.length)), (cuts) => {
      const at = [0, ...cuts.sort((a, b) => a - b), text.length];
      const pieces = at.slice(1).map((end, index) => text.slice(at[index], end));
      expect(filtered(pieces)).toBe(expected);
    }),
  );
});

test('a template may have opened the thought already', () => {
  expect(filtered(['Hm, France', '…</thi', 'nk>\nParis.'], true)).toBe('Paris.');
});

test('text comes at once, as soon as it cannot be a tag', () => {
  const filter = new ThinkFilter();
  expect(filter.push('Hel')).toBe('Hel');
  expect(filter.push('lo <')).toBe('lo ');
  expect(filter.push('3')).toBe('<3');
});
