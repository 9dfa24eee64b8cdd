import { expect, test } from 'vitest';
import { ReplyText } from '../../../../src/engines/in-browser/reply-text.ts';

function shown(pieces: readonly string[], stop?: readonly string[]) {
  const reply = new ReplyText(stop);
  const text = pieces.map((piece) => reply.push(piece)).join('') + reply.end();
  return { text, stopped: reply.stopped };
}

test('thinking is not shown, and no stop string is looked for in it', () => {
  const pieces = ['<thi', 'nk>One.\n\nTwo.</think>', '\n\nPa', 'ris.\n', '\nMore.'];
  expect(shown(pieces, ['\n\n'])).toEqual({ text: 'Paris.', stopped: true });
});

test('a thought that never ends is never shown', () => {
  expect(shown(['<think>Paris, or', ' perhaps Lyon'])).toEqual({ text: '', stopped: false });
});

test('what looked like the beginning of a stop string is text after all', () => {
  expect(shown(['a\n', 'b', '\n'], ['\n\n'])).toEqual({ text: 'a\nb\n', stopped: false });
});
