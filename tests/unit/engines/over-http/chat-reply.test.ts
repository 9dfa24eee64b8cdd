import { describe, expect, test } from 'vitest';
import { ChatReply } from '../../../../src/engines/over-http/chat-reply.ts';

function reply(nowMs: readonly number[] = []) {
  const times = [...nowMs];
  return new ChatReply({
    host: 'attic:3100',
    headers: new Headers({ 'x-parley-model': 'served' }),
    model: 'asked',
    promptCharacters: 42,
    startMs: 100,
    now: () => times.shift() ?? 0,
  });
}
const delta = (content: string | null, finish: string | null = null, more = {}) =>
  JSON.stringify({ choices: [{ index: 0, delta: { content, ...more }, finish_reason: finish }] });

function read(events: readonly string[]) {
  const one = reply();
  const texts = events.map((event) => one.event(event));
  return { text: [...texts, one.last()].join(''), end: one.end() };
}

describe('a reply', () => {
  test('is its pieces, with counts, names and times', () => {
    const one = reply([150, 150, 250, 350]);
    const events = [
      delta('', null, { role: 'assistant' }),
      delta('One '),
      delta('two '),
      delta('three', 'stop'),
      JSON.stringify({
        choices: [],
        usage: {
          prompt_tokens: 9,
          completion_tokens: 5,
          prompt_tokens_details: { cached_tokens: 7 },
        },
      }),
      '[DONE]',
    ];
    expect(events.map((event) => one.event(event))).toEqual(['', 'One ', 'two ', 'three', '', '']);
    expect(one.over).toBe(true);
    expect(one.last()).toBe('');
    expect(one.end()).toEqual({
      finish: 'stop',
      model: 'served',
      promptTokens: 9,
      replyTokens: 5,
      cachedTokens: 7,
      firstTokenMs: 50,
      tokensPerSecond: 20,
    });
  });

  test('is counted here where nobody else does', () => {
    const { end } = read([delta('a'), delta('b', 'length')]);
    expect(end).toMatchObject({ finish: 'length', promptTokens: 11, replyTokens: 2 });
  });

  test('has no thoughts in it, told apart or not', () => {
    const thought = [
      delta(null, null, { reasoning_content: 'Well' }),
      delta(null, null, { reasoning: 'hm' }),
      delta('<thi'),
      delta('nk>Paris?</th'),
      delta('ink>\n\nParis'),
      delta('.', 'stop'),
    ];
    expect(read(thought).text).toBe('Paris.');
  });

  test.each([
    ['an end is said', [delta('Paris.', 'stop')]],
    ['the stream says that it is over', [delta('Paris.'), '[DONE]']],
    ['it ends with a tool or a name unknown to us', [delta('Paris.', 'tool_calls')]],
    ['broken lines lie between', ['{"choices":[{', delta('Paris.'), 'null', '[DONE]']],
    ['more comes after its end', [delta('Paris.', 'stop'), delta(' Or Rome.'), '[DONE]']],
  ])('is whole when %s', (_, events) => {
    expect(read(events).text).toBe('Paris.');
  });

  test.each([
    ['no end came', [delta('Par')], 'http-cut'],
    ['nothing came', [], 'http-cut'],
    ['it is over before it began', ['[DONE]'], 'http-cut'],
    ['an error stands in it', ['{"error":{"message":"out of memory"}}'], 'http-failed'],
    ['its upstream broke off', [delta('P'), '{"error":{"code":"upstream_cut"}}'], 'http-cut'],
    ['its upstream stalled', ['{"error":{"code":"upstream_stalled"}}'], 'http-stalled'],
    ['it was withheld', [delta('P', 'content_filter')], 'http-refused'],
    ['its end is an error', [delta('P', 'error')], 'http-failed'],
  ])('is an error when %s', (_, events, code) => {
    expect(() => read(events)).toThrow(expect.objectContaining({ code }));
  });

  test('may come in one piece', () => {
    const one = reply();
    const message = { role: 'assistant', content: '<think>x</think>Paris.' };
    const text = one.whole({ choices: [{ message, finish_reason: 'stop' }], model: 'm' });
    expect(text + one.last()).toBe('Paris.');
    expect(one.end()).toMatchObject({ finish: 'stop', model: 'm' });
    expect(() => reply().whole('<html>')).toThrow(
      expect.objectContaining({ code: 'http-unreadable' }),
    );
    expect(() => reply().whole({ error: { code: 'upstream_busy' } })).toThrow(
      expect.objectContaining({ code: 'http-busy' }),
    );
  });
});
