import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TokenText } from '../../../../src/engines/transformers/token-text.ts';

/** Every byte is a token, as in the worst of all vocabularies; 256 is a mark without text. */
const decode = (ids: readonly bigint[]) =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    Uint8Array.from(ids.filter((id) => id < 256n).map(Number)),
  );

const bytesOf = (text: string) => [...new TextEncoder().encode(text)].map(BigInt);

test('pieces add up to the text, and none holds half a character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), (text) => {
      const tokens = new TokenText(decode);
      const pieces = [...bytesOf(text).map((id) => tokens.push(id)), tokens.end()];
      expect(pieces.join('')).toBe(text);
      for (const piece of pieces) expect(piece).not.toContain('\uFFFD');
    }),
  );
});

test('a reply cut inside a character ends before it', () => {
  const tokens = new TokenText(decode);
  const pieces = bytesOf('sí')
    .slice(0, -1)
    .map((id) => tokens.push(id));
  expect([...pieces, tokens.end()].join('')).toBe('s');
});

test('marks have no text', () => {
  const tokens = new TokenText(decode);
  const ids = [...bytesOf('ab'), 256n, ...bytesOf('c')];
  expect([...ids.map((id) => tokens.push(id)), tokens.end()].join('')).toBe('abc');
});

test('a decoder that drops the space of the first word loses none', () => {
  const pieces = [' Paris', ' is', ' in', ' France'];
  const decodeWords = (ids: readonly bigint[]) =>
    ids
      .map((id) => pieces[Number(id)])
      .join('')
      .trimStart();
  const tokens = new TokenText(decodeWords);
  expect([0n, 1n, 2n, 3n].map((id) => tokens.push(id))).toEqual(['Paris', ' is', ' in', ' France']);
});
