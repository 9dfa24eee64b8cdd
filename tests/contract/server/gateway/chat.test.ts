import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runFaultUpstream, type FaultUpstream } from '../../../fakes/fault-upstream.ts';
import {
  eventsOf,
  hello,
  runGateway,
  upstreamAt,
  wordsOf,
  type RunningGateway,
} from './running-gateway.ts';

let upstream: FaultUpstream;
let gateway: RunningGateway;
beforeAll(async () => {
  upstream = await runFaultUpstream();
  gateway = await runGateway({
    upstreams: [upstreamAt(upstream.url, { capacity: 50 })],
    attempts: 1,
    deadlineMs: 3000,
  });
});
afterAll(async () => {
  await gateway.stop();
  await upstream.stop();
});

describe('a chat answer', () => {
  it('as a body holds every field that clients need, and none of the upstream’s own', async () => {
    const { status, text, headers } = await gateway.chat({ model: 'good', messages: hello });
    expect(status).toBe(200);
    const body = JSON.parse(text) as Record<string, unknown>;
    expect(body).toEqual({
      id: expect.stringMatching(/^chatcmpl-/) as string,
      object: 'chat.completion',
      created: expect.any(Number) as number,
      model: 'good',
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: expect.stringMatching(/^u\.\d+\.0 /) as string,
            refusal: null,
          },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: { prompt_tokens: 5, completion_tokens: 4, total_tokens: 9 },
    });
    expect(headers['x-request-id']).toMatch(/^req-/);
    expect(headers['x-parley-upstream']).toBe('one');
  });

  it('as a stream has its headers, its words, and one end', async () => {
    const { headers, text } = await gateway.chat({ model: 'good', messages: hello, stream: true });
    expect(headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(headers['x-accel-buffering']).toBe('no');
    expect(headers['cache-control']).toBe('no-cache');
    expect(headers['content-length']).toBeUndefined();
    expect(wordsOf(text)).toMatch(/^u\.(\d+)\.0 u\.\1\.1 u\.\1\.2 u\.\1\.3 $/);
    expect(eventsOf(text).filter((it) => it === '[DONE]')).toHaveLength(1);
    expect(text).not.toContain('usage');
    expect(text).not.toContain('secret_field');
  });

  it('tells tokens when asked, with no choices in that event', async () => {
    const { text } = await gateway.chat({
      model: 'good',
      messages: hello,
      stream: true,
      stream_options: { include_usage: true },
    });
    const events = eventsOf(text);
    expect(JSON.parse(events.at(-2) ?? '')).toMatchObject({
      choices: [],
      usage: { total_tokens: 9 },
    });
    expect(JSON.parse(events[0] ?? '')).toMatchObject({ usage: null });
  });

  it('survives the oddest stream that is still right', async () => {
    const { text } = await gateway.chat({ model: 'odd-stream', messages: hello, stream: true });
    expect(wordsOf(text)).toBe('čau мир 👋 done');
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  it('drops a malformed line and counts it', async () => {
    const { text } = await gateway.chat({ model: 'garbage-line', messages: hello, stream: true });
    expect(wordsOf(text).trim().split(' ')).toHaveLength(4);
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
    expect((await gateway.ask('/metrics')).text).toMatch(/gateway_malformed_lines_total [1-9]/);
  });

  it.each([
    '/chat/completions',
    '/v1/chat/completions/',
    '/chat/completions/',
    '/v1/chat/completions?x=1',
  ])('is given at %s too', async (path) => {
    const { status } = await gateway.ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ model: 'good', messages: hello }),
    });
    expect(status).toBe(200);
  });
});

describe('before the first content, a failure is a plain refusal', () => {
  it.each([
    ['refuse', 502, 'upstream_cut'],
    ['silent', 504, 'upstream_timeout'],
    ['500', 502, 'upstream_failed'],
    ['503-loading', 503, 'upstream_busy'],
    ['429', 429, 'rate_limit_exceeded'],
    ['404', 404, 'model_not_found'],
    ['400-context', 400, 'context_length_exceeded'],
    ['redirect', 502, 'upstream_failed'],
    ['error-in-200', 502, 'upstream_error'],
    ['not-json', 502, 'upstream_garbage'],
    ['cut-before', 502, 'upstream_cut'],
  ])('%s', async (model, status, code) => {
    for (const stream of [false, true]) {
      const reply = await gateway.chat({ model, messages: hello, stream });
      const body = JSON.parse(reply.text) as { error: Record<string, unknown> };
      // A model that asked for patience is left alone; the same refusal is given without a call.
      expect([reply.status, body.error['code']], `stream: ${stream}`).toEqual([status, code]);
      expect(Object.keys(body.error).sort()).toEqual(['code', 'message', 'param', 'type']);
      if (status >= 500) expect(reply.headers['x-should-retry']).toBe('false');
    }
  });

  it.each(['error-event', 'early-end-empty'])('%s in a stream', async (model) => {
    const { status } = await gateway.chat({ model, messages: hello, stream: true });
    expect(status).toBe(502);
  });
});

describe('after the first content, a failure is told in-band and nothing is tried again', () => {
  it.each([
    ['cut-after', 'upstream_cut'],
    ['early-end', 'upstream_cut'],
    ['stall', 'upstream_stalled'],
  ])('%s', async (model, code) => {
    const { status, text } = await gateway.chat({ model, messages: hello, stream: true });
    expect(status).toBe(200);
    const last = JSON.parse(eventsOf(text).at(-1) ?? '') as { error: Record<string, unknown> };
    expect(last.error['code']).toBe(code);
    expect(text).not.toContain('[DONE]');
  });

  it('an endless stream ends at the deadline', async () => {
    const { text } = await gateway.chat({ model: 'endless', messages: hello, stream: true });
    expect(text.slice(-400)).toContain('deadline_exceeded');
    expect(text).not.toContain('[DONE]');
  }, 15_000);
});
