import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai';
import { embedMany, generateText, streamText } from 'ai';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runFaultUpstream, type FaultUpstream } from '../../../fakes/fault-upstream.ts';
import { hello, runGateway, upstreamAt, type RunningGateway } from './running-gateway.ts';

let upstream: FaultUpstream;
let gateway: RunningGateway;
let openai: OpenAI;
beforeAll(async () => {
  upstream = await runFaultUpstream({
    models: ['good', 'early-end', 'cut-after', '500', 'tiny-embedder'],
  });
  gateway = await runGateway({ upstreams: [upstreamAt(upstream.url)], attempts: 1 });
  openai = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: 'none-needed' });
});
afterAll(async () => {
  await gateway.stop();
  await upstream.stop();
});

const words = /^u\.(\d+)\.0 u\.\1\.1 u\.\1\.2 u\.\1\.3 ?$/;

describe('openai', () => {
  const messages = [{ role: 'user' as const, content: 'Hello' }];

  it('chats', async () => {
    const answer = await openai.chat.completions.create({ model: 'good', messages });
    expect(answer.choices[0]?.message.content).toMatch(words);
    expect(answer.usage?.total_tokens).toBe(9);
    expect(answer._request_id).toMatch(/^req-/);
  });

  it('streams, with usage', async () => {
    const stream = await openai.chat.completions.create({
      model: 'good',
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    let total = 0;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      total = chunk.usage?.total_tokens ?? total;
    }
    expect([text, total]).toEqual([expect.stringMatching(words), 9]);
  });

  it.each(['early-end', 'cut-after'])('throws when an answer breaks off: %s', async (model) => {
    const stream = await openai.chat.completions.create({ model, messages, stream: true });
    const read = async () => {
      for await (const chunk of stream) void chunk;
    };
    await expect(read()).rejects.toThrow('broke off');
  });

  it('does not try again what was tried already', async () => {
    const before = upstream.seen.length;
    await expect(openai.chat.completions.create({ model: '500', messages })).rejects.toMatchObject({
      status: 502,
      code: 'upstream_failed',
      type: 'server_error',
    });
    expect(upstream.seen.length - before).toBe(1);
  });

  it('embeds, whose base64 comes out as the right number of floats', async () => {
    const { data } = await openai.embeddings.create({ model: 'tiny-embedder', input: ['a', 'b'] });
    expect(data.map(({ embedding }) => embedding.length)).toEqual([8, 8]);
    expect(data[1]?.embedding[0]).toBeCloseTo(2 / 3, 6);
    const floats = await openai.embeddings.create({
      model: 'tiny-embedder',
      input: 'a',
      encoding_format: 'float',
    });
    expect(floats.data[0]?.embedding[0]).toBeCloseTo(1 / 3, 6);
  });

  it('lists and finds models', async () => {
    const ids = [];
    for await (const model of openai.models.list()) ids.push(model.id);
    expect(ids).toContain('good');
    expect((await openai.models.retrieve('good')).owned_by).toBe('one');
    await expect(openai.models.retrieve('nothing')).rejects.toMatchObject({
      code: 'model_not_found',
    });
  });
});

describe('ai with @ai-sdk/openai-compatible', () => {
  const provider = () =>
    createOpenAICompatible({ name: 'parley', baseURL: `${gateway.url}/v1`, includeUsage: true });

  it('generates', async () => {
    const { text, usage } = await generateText({ model: provider()('good'), prompt: 'Hello' });
    expect([text, usage.totalTokens]).toEqual([expect.stringMatching(words), 9]);
  });

  it('streams', async () => {
    const { textStream } = streamText({ model: provider()('good'), prompt: 'Hello' });
    let text = '';
    for await (const piece of textStream) text += piece;
    expect(text).toMatch(words);
  });

  it('embeds', async () => {
    const model = provider().embeddingModel('tiny-embedder');
    const { embeddings } = await embedMany({ model, values: ['a', 'b'] });
    expect(embeddings.map((it) => it.length)).toEqual([8, 8]);
  });
});

describe('@langchain/openai', () => {
  const configuration = () => ({ baseURL: `${gateway.url}/v1` });
  const chat = (model: string) =>
    new ChatOpenAI({ model, apiKey: 'none', configuration: configuration(), maxRetries: 0 });

  it('invokes', async () => {
    expect((await chat('good').invoke(hello as never)).content).toMatch(words);
  });

  it('streams, and throws when an answer breaks off', async () => {
    let text = '';
    for await (const chunk of await chat('good').stream('Hello')) text += chunk.text;
    expect(text).toMatch(words);
    const read = async () => {
      for await (const chunk of await chat('early-end').stream('Hello')) void chunk;
    };
    await expect(read()).rejects.toThrow('broke off');
  });

  it('embeds', async () => {
    const embeddings = new OpenAIEmbeddings({
      model: 'tiny-embedder',
      apiKey: 'none',
      configuration: configuration(),
    });
    expect((await embeddings.embedDocuments(['a', 'b'])).map((it) => it.length)).toEqual([8, 8]);
  });
});
