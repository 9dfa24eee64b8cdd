import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SentenceSplitter } from '../../../src/player/sentence-splitter.ts';

function split(...parts: string[]): string[] {
  const splitter = new SentenceSplitter();
  return [...parts.flatMap((part) => splitter.push(part)), ...splitter.flush()];
}

const LONG = 'Word' + ' word'.repeat(200);

/** Pieces after a short first sentence, so that clause cutting of the first piece is out of the way. */
function splitLater(text: string): string[] {
  return split(`Well. ${text}`).slice(1);
}

describe('SentenceSplitter', () => {
  it('cuts at sentences', () => {
    expect(splitLater('It is Lima. Is it? Yes! Good.')).toEqual([
      'It is Lima.',
      'Is it?',
      'Yes!',
      'Good.',
    ]);
  });

  it('cuts the first piece at a clause, later ones not', () => {
    expect(split('The answer is no, but nearly. Try again, please.')).toEqual([
      'The answer is no,',
      'but nearly.',
      'Try again, please.',
    ]);
  });

  it('does not cut a tiny first clause off', () => {
    expect(split('Well, that is right. Next.')).toEqual(['Well, that is right.', 'Next.']);
  });

  it.each([
    ['It costs 3.5 euros, or 1,000 yen.'],
    ['Some fruit, e.g. Apples, is red.'],
    ['Ask Dr. Smith and Mrs. Jones.'],
    ['Das ist z. B. Berlin.'],
    ['Das ist z.B. Berlin.'],
    ['Frutas, p. ej. Manzanas.'],
    ['See p. 5 and No. 7 and Fig. 2.'],
    ['J. R. R. Tolkien wrote it.'],
    ['Look at https://example.org/a.b?c=d! now.'],
    ['Wait... for it.'],
    ['At 5 p.m. we leave.'],
    ['"Really?" she asked.'],
  ])('keeps whole: %s', (text) => {
    expect(splitLater(text)).toEqual([text]);
  });

  it.each([
    ['Apples, pears, etc. Then we ate.', ['Apples, pears, etc.', 'Then we ate.']],
    ['The answer is no. Try again.', ['The answer is no.', 'Try again.']],
    ['Was it I. Yes.', ['Was it I.', 'Yes.']],
    ['He said "Go." Then he left.', ['He said "Go."', 'Then he left.']],
    ['¿Cómo estás? ¡Bien! Gracias.', ['¿Cómo estás?', '¡Bien!', 'Gracias.']],
    ['今日は晴れです。明日は雨です。', ['今日は晴れです。', '明日は雨です。']],
  ])('cuts %s', (text, pieces) => {
    expect(splitLater(text)).toEqual(pieces);
  });

  it('removes Markdown and keeps its words', () => {
    const text =
      '# Planets\n\n- **Mars** is _red_.\n- See [NASA](https://nasa.gov).\n\nIt is `2 * 3` or snake_case 🎉.';
    expect(splitLater(text).join(' ')).toBe(
      'Planets Mars is red. See NASA. It is 2 * 3 or snake_case .',
    );
  });

  it('cuts a sentence without end before it grows too long', () => {
    const pieces = splitLater(LONG);
    expect(pieces.every((piece) => piece.length <= 300)).toBe(true);
    expect(pieces.join(' ')).toBe(LONG);
  });

  const word = fc.constantFrom(
    ...['Lima', 'is', 'no', 'Dr', 'e.g', '3.5', 'J', 'etc', 'z', 'B', '1', 'well', '»Ja«', '¿Qué'],
    ...['明日', 'U.S', 'p', 'ej', 'http://a.b/c', 'antidisestablishmentarianism'],
  );
  const after = fc.constantFrom(' ', '. ', ', ', '? ', '! ', '… ', '...', '\n', '\n\n', '。', ': ');
  const prose = fc
    .array(fc.tuple(word, after), { maxLength: 120 })
    .map((pairs) => pairs.flat().join(''));

  it('loses and invents nothing but white space', () => {
    fc.assert(
      fc.property(prose, (text) => {
        expect(split(text).join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
      }),
    );
  });

  it('cuts the same however the stream was cut', () => {
    fc.assert(
      fc.property(
        prose,
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        (text, sizes) => {
          const parts: string[] = [];
          for (let at = 0, turn = 0; at < text.length; turn++) {
            const size = sizes[turn % sizes.length]!;
            parts.push(text.slice(at, at + size));
            at += size;
          }
          expect(split(...parts)).toEqual(split(text));
        },
      ),
    );
  });
});
