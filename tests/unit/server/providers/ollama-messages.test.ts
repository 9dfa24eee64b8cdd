import { expect, it } from 'vitest';
import { ollamaMessages, ollamaParameters } from '../../../../server/providers/ollama-messages.ts';

it('a result of a tool keeps the name of its call', () => {
  const call = { id: 'call_7', type: 'function', function: { name: 'look', arguments: '{"a":1}' } };
  const [asked, result, named] = ollamaMessages([
    { role: 'assistant', content: null, tool_calls: [call] },
    { role: 'tool', tool_call_id: 'call_7', content: 'seen' },
    { role: 'tool', tool_call_id: 'call_8', name: 'hear', content: 'heard' },
  ]);
  expect(asked).toMatchObject({
    tool_calls: [{ function: { name: 'look', arguments: { a: 1 } } }],
  });
  expect(result).toEqual({ role: 'tool', content: 'seen', tool_name: 'look' });
  expect(named).toMatchObject({ tool_name: 'hear' });
});

it('a picture comes along, and one by its address is refused instead of forgotten', () => {
  const picture = (url: string) => [
    { role: 'user', content: [{ type: 'image_url', image_url: { url } }] },
  ];
  expect(ollamaMessages(picture('data:image/png;base64,AAAA'))[0]).toMatchObject({
    images: ['AAAA'],
  });
  expect(() => ollamaMessages(picture('https://pictures.example/a.png'))).toThrow(
    expect.objectContaining({ facts: expect.objectContaining({ status: 400 }) as object }) as Error,
  );
});

it('the window of the settings is asked for, and no thinking where none is wanted', () => {
  expect(ollamaParameters({ reasoning_effort: 'none' }, 8192)).toEqual({
    options: { num_ctx: 8192 },
    think: false,
  });
  expect(ollamaParameters({ reasoning_effort: 'high', temperature: 0 }, undefined)).toEqual({
    options: { temperature: 0 },
  });
});
