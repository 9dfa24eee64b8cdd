import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runGateway, upstreamAt, wordsOf, type RunningGateway } from './running-gateway.ts';

let ollama: Server;
let gateway: RunningGateway;
const bodies: Record<string, unknown>[] = [];

/** Ollama's own dialect, as its documentation has it. */
beforeAll(async () => {
  ollama = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const reply = (body: object) => response.end(`${JSON.stringify(body)}\n`);
      if (request.url === '/api/tags')
        return reply({
          models: [{ name: 'llama3.2:latest' }, { name: 'nomic-embed-text:latest' }],
        });
      if (request.url === '/api/ps') return reply({ models: [{ name: 'llama3.2:latest' }] });
      const body = JSON.parse(text) as Record<string, unknown>;
      bodies.push(body);
      if (request.url === '/api/embed') {
        return reply({
          embeddings: (body['input'] as string[]).map(() => [0.5, 0.25]),
          prompt_eval_count: 3,
        });
      }
      const asked = JSON.stringify(body['messages']);
      if (asked.includes('half')) {
        response.write(`${JSON.stringify({ message: { content: 'half' }, done: false })}\n`);
        return response.end();
      }
      if (asked.includes('error')) return reply({ error: 'model runner has unexpectedly stopped' });
      if (asked.includes('tool')) {
        response.write(
          `${JSON.stringify({ message: { content: '', tool_calls: [{ function: { name: 'look', arguments: { a: 1 } } }] }, done: false })}\n`,
        );
      } else {
        response.write(
          `${JSON.stringify({ message: { role: 'assistant', content: 'Bon' }, done: false })}\n{"mess`,
        );
        response.write(`age":{"content":"jour"},"done":false}\n`);
      }
      const end = { message: { content: '' }, done: true, done_reason: 'stop' };
      if (asked.includes('endless')) {
        // No number of ours, but JSON all the same.
        const text = JSON.stringify({ ...end, prompt_eval_count: 0, eval_count: 2 });
        return response.end(`${text.replace(':0,', ':1e999,')}\n`);
      }
      return reply({ ...end, prompt_eval_count: 7, eval_count: 2 });
    });
  });
  await new Promise<void>((resolve) => ollama.listen(0, '127.0.0.1', resolve));
  const { port } = ollama.address() as AddressInfo;
  gateway = await runGateway({
    upstreams: [upstreamAt(`http://127.0.0.1:${port}`, { kind: 'ollama', keepAlive: '30m' })],
    attempts: 1,
  });
});
afterAll(async () => {
  await gateway.stop();
  ollama.closeAllConnections();
  await new Promise((resolve) => ollama.close(resolve));
});

it('chats, as a stream and as a body, and translates what is asked', async () => {
  const asked = {
    model: 'llama3.2',
    messages: [
      { role: 'developer', content: 'Be kind.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Look' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
        ],
      },
    ],
    max_completion_tokens: 20,
    temperature: 0.5,
    stop: 'x',
    response_format: { type: 'json_object' },
  };
  const stream = await gateway.chat({
    ...asked,
    stream: true,
    stream_options: { include_usage: true },
  });
  expect(wordsOf(stream.text)).toBe('Bonjour');
  expect(stream.text).toContain(
    '"usage":{"prompt_tokens":7,"completion_tokens":2,"total_tokens":9}',
  );
  const body = await gateway.chat(asked);
  expect(JSON.parse(body.text)).toMatchObject({
    model: 'llama3.2:latest',
    choices: [{ message: { content: 'Bonjour' }, finish_reason: 'stop' }],
    usage: { total_tokens: 9 },
  });
  expect(bodies.at(-1)).toEqual({
    model: 'llama3.2:latest',
    messages: [
      { role: 'system', content: 'Be kind.' },
      { role: 'user', content: 'Look', images: ['AAAA'] },
    ],
    stream: true,
    options: { temperature: 0.5, num_predict: 20, stop: ['x'] },
    format: 'json',
    keep_alive: '30m',
  });
});

it('calls tools', async () => {
  const { text } = await gateway.chat({ messages: [{ role: 'user', content: 'tool' }] });
  expect(JSON.parse(text)).toMatchObject({
    choices: [
      {
        finish_reason: 'tool_calls',
        message: {
          content: null,
          tool_calls: [
            { id: 'call_0', type: 'function', function: { name: 'look', arguments: '{"a":1}' } },
          ],
        },
      },
    ],
  });
});

it('half an answer and an error are not answers', async () => {
  const half = await gateway.chat({ messages: [{ role: 'user', content: 'half' }] });
  expect([half.status, half.text]).toEqual([502, expect.stringContaining('upstream_cut')]);
  const error = await gateway.chat({
    messages: [{ role: 'user', content: 'error' }],
    stream: true,
  });
  expect([error.status, error.text]).toEqual([502, expect.stringContaining('upstream_error')]);
  expect(error.text).not.toContain('runner');
});

it('embeds, and tells what is loaded', async () => {
  const { text } = await gateway.ask('/v1/embeddings', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ input: ['a', 'b'] }),
  });
  expect(JSON.parse(text)).toMatchObject({
    model: 'nomic-embed-text:latest',
    data: [{ embedding: [0.5, 0.25] }, {}],
    usage: { prompt_tokens: 3 },
  });
  expect(JSON.parse((await gateway.ask('/api/routes')).text)).toMatchObject({
    upstreams: [
      {
        models: [
          { loaded: true, jobs: ['chat'] },
          { loaded: false, jobs: ['embed'] },
        ],
      },
    ],
  });
});

it('does not believe an infinite count of tokens', async () => {
  const messages = [{ role: 'user', content: 'endless' }];
  const { status, text } = await gateway.chat({ model: 'llama3.2', messages });
  expect(status).toBe(200);
  expect(JSON.parse(text)).not.toHaveProperty('usage');
  expect((await gateway.ask('/metrics')).text).not.toContain('Infinity');
});
