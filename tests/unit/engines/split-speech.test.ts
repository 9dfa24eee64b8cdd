import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitSpeech } from '../../../src/engines/split-speech.ts';

describe('splitting text for a voice', () => {
  test.each([
    ['Hello there. What is this? Fine!', ['Hello there.', 'What is this?', 'Fine!']],
    ['It costs 3.5 dollars. Really.', ['It costs 3.5 dollars.', 'Really.']],
    ['Ask Dr. Smith or J. Doe. Now.', ['Ask Dr. Smith or J. Doe.', 'Now.']],
    ['She said “Yes.” He left.', ['She said “Yes.”', 'He left.']],
    ['¿Qué tal? Muy bien.', ['¿Qué tal?', 'Muy bien.']],
    ['你好。再见。', ['你好。', '再见。']],
    ['   ', []],
    ['one', ['one']],
  ])('%s', (text, pieces) => {
    expect(splitSpeech(text, 200)).toEqual(pieces);
  });

  test('cuts a long sentence at a clause, else at a space, else where it must', () => {
    expect(splitSpeech('When it rains in spring, the river rises slowly.', 30)).toEqual([
      'When it rains in spring,',
      'the river rises slowly.',
    ]);
    expect(splitSpeech('one two three four five six', 12)).toEqual([
      'one two',
      'three four',
      'five six',
    ]);
    expect(splitSpeech('a'.repeat(25), 10).map((piece) => piece.length)).toEqual([10, 10, 5]);
  });

  test('loses no letter and keeps the limit', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), fc.integer({ min: 5, max: 80 }), (text, limit) => {
        const pieces = splitSpeech(text, limit);
        const letters = (value: string) => value.replace(/\s+/g, '');
        expect(letters(pieces.join(''))).toBe(letters(text));
        expect(pieces.every((piece) => piece.length <= limit && piece.trim() === piece)).toBe(true);
      }),
    );
  });
});
