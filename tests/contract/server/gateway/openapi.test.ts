import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openapiDescription } from '../../../../server/openapi/openapi-description.ts';
import { runFaultUpstream, type FaultUpstream } from '../../../fakes/fault-upstream.ts';
import { eventsOf, hello, runGateway, upstreamAt, type RunningGateway } from './running-gateway.ts';

const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: false });
ajv.addSchema(openapiDescription, 'description');

/** Why a value is not what the description says; empty when it is. */
function problems(name: string, value: unknown): string {
  const schema = { $ref: `description#/components/schemas/${name}` };
  return ajv.validate(schema, value) ? '' : ajv.errorsText();
}

let upstream: FaultUpstream;
let gateway: RunningGateway;
beforeAll(async () => {
  upstream = await runFaultUpstream({ models: ['good', 'org/good', '500'] });
  gateway = await runGateway({ upstreams: [upstreamAt(upstream.url)], attempts: 1 });
});
afterAll(async () => {
  await gateway.stop();
  await upstream.stop();
});

async function json(path: string): Promise<unknown> {
  const { status, text } = await gateway.ask(path);
  expect([path, status]).toEqual([path, 200]);
  return JSON.parse(text) as unknown;
}

describe('what the companion answers is what its description says', () => {
  it('gives the description itself', async () => {
    expect(await json('/api/openapi.json')).toEqual(openapiDescription);
  });

  it.each([
    ['/health', 'Health'],
    ['/livez', 'Probe'],
    ['/readyz', 'Probe'],
    ['/models/', 'MirroredModels'],
    ['/v1/models', 'ModelList'],
    ['/v1/models/good', 'Model'],
    ['/v1/models/org%2Fgood', 'Model'],
    ['/api/routes', 'RouteReport'],
    ['/api/metrics', 'MetricsSummary'],
  ])('%s', async (path, schema) => {
    expect(problems(schema, await json(path))).toBe('');
  });

  it.each(['/v1/chat/completions', '/api/tutor/chat'])('%s', async (path) => {
    const ask = (body: object) =>
      gateway.ask(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const body = { model: 'good', messages: hello, context: { type: 'conversation' } };
    expect(problems('ChatRequest', body) + problems('TutorRequest', body)).toBe('');
    const whole = await ask(body);
    expect(problems('ChatCompletion', JSON.parse(whole.text))).toBe('');
    const streamed = await ask({ ...body, stream: true, stream_options: { include_usage: true } });
    const events = eventsOf(streamed.text);
    expect(events.length).toBeGreaterThan(2);
    for (const event of events) {
      if (event !== '[DONE]') expect(problems('ChatChunk', JSON.parse(event))).toBe('');
    }
  });

  it.each([
    ['/v1/chat/completions', { method: 'POST', body: '{' }, 415],
    ['/v1/chat/completions', { method: 'GET' }, 405],
    ['/v1/nothing', { method: 'GET' }, 404],
    ['/v1/models/none', { method: 'GET' }, 404],
    ['/v1/models', { method: 'GET', headers: { 'x-parley-policy': 'none' } }, 400],
    ['/v1/models', { method: 'GET', headers: { host: 'evil.example' } }, 421],
    ['/v1/models', { method: 'GET', headers: { origin: 'https://evil.example' } }, 403],
  ])('%s %j: a refusal', async (path, options, status) => {
    const refused = await gateway.ask(path, options);
    expect(refused.status).toBe(status);
    expect(problems('Error', JSON.parse(refused.text))).toBe('');
  });

  it('a failure of the upstream', async () => {
    const { status, text } = await gateway.chat({ model: '500', messages: hello });
    expect(status).toBe(502);
    expect(problems('Error', JSON.parse(text))).toBe('');
  });
});
