import { describe, expect, it } from 'vitest';
import { readChatRequest } from '../../../../server/requests/chat-request.ts';
import { readTranscriptionRequest } from '../../../../server/requests/transcription-request.ts';

describe('what clients send', () => {
  it.each([
    ['auto', undefined],
    ['Auto', undefined],
    ['english', 'en'],
    ['German', 'de'],
    ['español', 'es'],
    ['pt_BR', 'pt-BR'],
    ['fr', 'fr'],
  ])('a language called %s is %s', (written, code) => {
    expect(readTranscriptionRequest(new Map([['language', [written]]])).language).toBe(code);
  });

  it('one that is none is refused', () => {
    expect(() => readTranscriptionRequest(new Map([['language', ['constructor of x']]]))).toThrow(
      'language must be a code',
    );
  });

  it.each([[[]], [null]])('calls of no tool (%j) are not passed on', (calls) => {
    const messages = [{ role: 'assistant', content: 'a', tool_calls: calls }];
    expect(readChatRequest({ messages }, []).messages).toEqual([
      { role: 'assistant', content: 'a' },
    ]);
  });

  it('other messages stay as they are', () => {
    const messages = [
      { role: 'user', content: 'a', name: 'b' },
      { role: 'assistant', content: null, tool_calls: [{ id: '1' }] },
    ];
    expect(readChatRequest({ messages }, []).messages).toEqual(messages);
  });
});
