import type { ValidateFunction } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runFaultUpstream, type FaultUpstream } from '../../../fakes/fault-upstream.ts';
import { hasOpenAiSchema, openAiSchemas } from './openai-schema.ts';
import { eventsOf, hello, runGateway, upstreamAt, type RunningGateway } from './running-gateway.ts';

// The description is large and lies beside the project, where there is one.
describe.skipIf(!hasOpenAiSchema)('against the published description (skipped without it)', () => {
  let schemas: (name: string) => ValidateFunction;
  let upstream: FaultUpstream;
  let gateway: RunningGateway;
  beforeAll(async () => {
    schemas = openAiSchemas();
    upstream = await runFaultUpstream();
    gateway = await runGateway({
      upstreams: [
        upstreamAt(upstream.url, {
          models: [{ id: 'good', jobs: ['chat', 'embed'] }, { id: 'cut-after' }, { id: '500' }],
        }),
      ],
      attempts: 1,
    });
  });
  afterAll(async () => {
    await gateway.stop();
    await upstream.stop();
  });

  function check(name: string, value: unknown): void {
    const validate = schemas(name);
    expect(validate(value) ? [] : validate.errors, name).toEqual([]);
  }

  it('a chat answer', async () => {
    check(
      'CreateChatCompletionResponse',
      JSON.parse((await gateway.chat({ model: 'good', messages: hello })).text),
    );
  });

  it('every event of a stream, the last with usage too', async () => {
    const { text } = await gateway.chat({
      model: 'good',
      messages: hello,
      stream: true,
      stream_options: { include_usage: true },
    });
    const events = eventsOf(text);
    expect(events.length).toBeGreaterThan(5);
    for (const event of events.slice(0, -1)) {
      const parsed = JSON.parse(event) as Record<string, unknown>;
      // Its prose says that usage is null in all events but the last; its schema forgets to.
      if (parsed['usage'] === null) delete parsed['usage'];
      check('CreateChatCompletionStreamResponse', parsed);
    }
  });

  it('an error inside a stream', async () => {
    const { text } = await gateway.chat({ model: 'cut-after', messages: hello, stream: true });
    check('ErrorResponse', JSON.parse(eventsOf(text).at(-1) ?? ''));
  });

  it('embeddings', async () => {
    const { text } = await gateway.ask('/v1/embeddings', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'good', input: ['a', 'b'] }),
    });
    check('CreateEmbeddingResponse', JSON.parse(text));
  });

  it('lists of models, and one of them', async () => {
    check('ListModelsResponse', JSON.parse((await gateway.ask('/v1/models')).text));
    check('Model', JSON.parse((await gateway.ask('/v1/models/good')).text));
  });

  it.each([
    ['/v1/nothing', {}],
    ['/v1/models/nothing', {}],
    ['/v1/chat/completions', {}],
    ['/v1/models', { headers: { host: 'evil.example' } }],
    ['/v1/models', { headers: { origin: 'https://evil.example' } }],
    [
      '/v1/chat/completions',
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' },
    ],
    [
      '/v1/chat/completions',
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"messages":[]}' },
    ],
    [
      '/v1/chat/completions',
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"model":"500","messages":[{"role":"user"}]}',
      },
    ],
    [
      '/v1/embeddings',
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' },
    ],
  ])('a refusal at %s %j', async (path, options) => {
    const { status, text } = await gateway.ask(path, options);
    expect(status).toBeGreaterThanOrEqual(400);
    check('ErrorResponse', JSON.parse(text));
  });
});
