import { describe, expect, it } from 'vitest';
import { EventStreamParser } from '../../../../server/providers/event-stream-parser.ts';
import { LineReader } from '../../../../server/providers/line-reader.ts';
import { seededRandom } from '../../../fakes/seeded-random.ts';

function read(pieces: readonly (string | Buffer)[]): string[] {
  const events: string[] = [];
  const parser = new EventStreamParser((data) => events.push(data));
  for (const piece of pieces) parser.push(Buffer.from(piece));
  parser.end();
  return events;
}

describe('an event stream', () => {
  it.each([
    ['data: one\n\ndata: two\n\n', ['one', 'two']],
    ['data:one\r\n\r\ndata:two\r\n\r\n', ['one', 'two']],
    ['\ufeffdata: one\n\n', ['one']],
    [': ping\n\ndata: one\n\n: ping\n', ['one']],
    ['event: x\nid: 1\nretry: 5\ndata: one\n\n', ['one']],
    ['data: one\ndata: two\n\n', ['one\ntwo']],
    ['data:  two spaces\n\n', [' two spaces']],
    ['data: \n\n', ['']],
    ['\n\n\n', []],
    ['data: the end is missing', ['the end is missing']],
    ['database: no\n\n', []],
  ])('%j', (text, events) => {
    expect(read([text])).toEqual(events);
  });

  it('is the same wherever its bytes are split, inside a character too', () => {
    const bytes = Buffer.from('data: čau мир 👋\r\n\r\n: c\ndata: {"a":"ř"}\n\ndata: [DONE]\n\n');
    const whole = read([bytes]);
    expect(whole).toEqual(['čau мир 👋', '{"a":"ř"}', '[DONE]']);
    const random = seededRandom(3);
    for (let round = 0; round < 200; round++) {
      const pieces = [];
      for (let at = 0; at < bytes.length;) {
        const next = at + 1 + Math.floor(random() * 7);
        pieces.push(bytes.subarray(at, next));
        at = next;
      }
      expect(read(pieces)).toEqual(whole);
    }
  });

  it('refuses a line that does not end', () => {
    const lines = new LineReader(() => undefined);
    const push = () => {
      for (let count = 0; count < 80; count++) lines.push(Buffer.alloc(65_536, 120));
    };
    expect(push).toThrow('too-large');
  });
});
