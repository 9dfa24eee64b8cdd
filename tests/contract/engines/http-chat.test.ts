import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChatMessage, ChatPart } from '../../../src/contracts/engine.ts';
import type { Policy } from '../../../src/contracts/lesson.ts';
import { createHttpChat } from '../../../src/engines/over-http/http-chat.ts';
import type { HttpTarget } from '../../../src/engines/over-http/http-target.ts';
import { runFaultUpstream, type FaultUpstream } from '../../fakes/fault-upstream.ts';
import { httpTarget } from '../../fakes/http-target.ts';
import { runGateway, upstreamAt, type RunningGateway } from '../server/gateway/running-gateway.ts';

const never = new AbortController().signal;
const hello: readonly ChatMessage[] = [{ role: 'user', content: 'Hello' }];

let upstream: FaultUpstream;
let gateway: RunningGateway;
beforeAll(async () => {
  upstream = await runFaultUpstream({ name: 'far' });
  gateway = await runGateway({
    upstreams: [
      upstreamAt(upstream.url),
      upstreamAt(upstream.url, { name: 'sky', privacy: 'cloud', models: [{ id: 'of-a-cloud' }] }),
    ],
  });
});
afterAll(async () => {
  await gateway.stop();
  await upstream.stop();
});

async function ask(
  target: HttpTarget,
  signal = never,
): Promise<{ text: string; parts: ChatPart[] }> {
  const parts: ChatPart[] = [];
  for await (const part of createHttpChat(target).chat(hello, {}, signal)) parts.push(part);
  const text = parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
  return { text, parts };
}

const short = { timeouts: { reachMs: 5000, firstMs: 400, idleMs: 400, loadingMs: 400 } };

describe('a server that misbehaves', () => {
  test.each([
    ['refuse', 'http-unreachable'],
    ['silent', 'http-too-slow'],
    ['500', 'http-failed'],
    ['503-loading', 'http-busy'],
    ['429', 'http-busy'],
    ['401', 'http-key-refused'],
    ['404', 'http-model-unknown'],
    ['400-context', 'http-context-full'],
    ['redirect', 'http-redirected'],
    ['error-in-200', 'http-failed'],
    ['error-event', 'http-failed'],
    ['not-json', 'http-unreadable'],
    ['cut-before', 'http-cut'],
    ['cut-after', 'http-cut'],
    ['early-end-empty', 'http-cut'],
    ['early-end', 'http-cut'],
    ['stall', 'http-stalled'],
    ['huge', 'http-unreadable'],
  ])('%s is %s, and its request ends', async (model, code) => {
    await expect(ask(httpTarget(upstream.url, model, short))).rejects.toMatchObject({ code });
    await upstream.seen.at(-1)?.closed;
    expect(upstream.open()).toBe(0);
  });

  test('says when to ask again', async () => {
    await expect(ask(httpTarget(upstream.url, '429'))).rejects.toMatchObject({
      params: { retryAfterMs: 7000 },
    });
  });

  test('oddly split, with broken lines or strange headers, a whole answer is whole', async () => {
    expect((await ask(httpTarget(upstream.url, 'odd-stream'))).text).toBe('čau мир 👋 done');
    for (const model of ['garbage-line', 'hop-by-hop', 'slow', 'good']) {
      const { text, parts } = await ask(httpTarget(upstream.url, model));
      expect(text).toMatch(/^far\.\d+\.0 far\.\d+\.1 far\.\d+\.2 far\.\d+\.3 $/);
      expect(parts.at(-1)).toMatchObject({ kind: 'end', promptTokens: 5, replyTokens: 4 });
    }
  });

  test('what came before a failure was passed on as it came', async () => {
    const heard: string[] = [];
    const listen = async () => {
      const chat = createHttpChat(httpTarget(upstream.url, 'cut-after'));
      for await (const part of chat.chat(hello, {}, never)) {
        if (part.kind === 'text') heard.push(part.text);
      }
    };
    await expect(listen()).rejects.toMatchObject({ code: 'http-cut' });
    expect(heard).toHaveLength(2);
  });

  test('a call that is given up ends upstream at once, and so does a loop that is left', async () => {
    const control = new AbortController();
    const chat = createHttpChat(httpTarget(upstream.url, 'endless'));
    const reason = new Error('enough');
    const listen = async () => {
      for await (const part of chat.chat(hello, {}, control.signal)) {
        if (part.kind === 'text') control.abort(reason);
      }
    };
    await expect(listen()).rejects.toBe(reason);
    await upstream.seen.at(-1)?.closed;
    for await (const part of chat.chat(hello, {}, never)) if (part.kind === 'text') break;
    await upstream.seen.at(-1)?.closed;
    const waiting = new AbortController();
    const silent = ask(httpTarget(upstream.url, 'silent'), waiting.signal);
    setTimeout(() => waiting.abort(reason), 100);
    await expect(silent).rejects.toBe(reason);
    await upstream.seen.at(-1)?.closed;
    expect(upstream.open()).toBe(0);
  });

  test('a machine that swallows everything is found out long before patience ends', async () => {
    const hole = createServer(() => undefined);
    await new Promise<void>((resolve) => hole.listen(0, '127.0.0.1', resolve));
    const { port } = hole.address() as AddressInfo;
    const timeouts = { reachMs: 100, firstMs: 60_000 };
    const target = httpTarget(`http://127.0.0.1:${port}`, 'any', { timeouts });
    await expect(ask(target)).rejects.toMatchObject({ code: 'http-unreachable' });
    hole.close();
    await expect(ask(httpTarget(`http://127.0.0.1:${port}`, 'any'))).rejects.toMatchObject({
      code: 'http-unreachable',
      params: { host: `127.0.0.1:${port}` },
    });
  });

  test('a reader that takes its time is not taken for a machine that stalls', async () => {
    const chat = createHttpChat(httpTarget(upstream.url, 'good', short));
    let last = '';
    for await (const part of chat.chat(hello, {}, never)) {
      if (last === '') await new Promise((resolve) => setTimeout(resolve, 600));
      last = part.kind;
    }
    expect(last).toBe('end');
  });
});

describe('through a companion', () => {
  test.each([
    ['cut-after', 'http-cut'],
    ['early-end', 'http-cut'],
    ['stall', 'http-stalled'],
    ['500@b', 'http-model-unknown'],
    ['429', 'http-busy'],
    ['of-a-cloud', 'http-policy-refused'],
    ['no-such-model', 'http-model-unknown'],
  ])('%s is %s', async (model, code) => {
    await expect(ask(httpTarget(gateway.url, model))).rejects.toMatchObject({ code });
  });

  test('a key that the companion lacks is not for the learner to mend', async () => {
    const companion = await runGateway({ upstreams: [upstreamAt(upstream.url)] });
    await expect(ask(httpTarget(companion.url, '401'))).rejects.toMatchObject({
      code: 'http-failed',
    });
    await companion.stop();
  });

  test('a reply comes whole, with its counts and who made it', async () => {
    const { text, parts } = await ask(httpTarget(`${gateway.url}/v1/`, 'good'));
    expect(text).toMatch(/^far/);
    expect(parts.at(-1)).toMatchObject({
      finish: 'stop',
      model: 'good',
      promptTokens: 5,
      replyTokens: 4,
      cachedTokens: 0,
    });
  });

  test('an upstream killed in the middle of a turn is an error, not half an answer', async () => {
    const victim = await runFaultUpstream({ name: 'victim', paceMs: 30, tokens: 1000 });
    const companion = await runGateway({ upstreams: [upstreamAt(victim.url)] });
    const texts: string[] = [];
    const listen = async () => {
      const chat = createHttpChat(httpTarget(companion.url, 'good'));
      for await (const part of chat.chat(hello, {}, never)) {
        if (part.kind === 'text' && texts.push(part.text) === 3) await victim.stop();
      }
    };
    await expect(listen()).rejects.toMatchObject({ code: 'http-cut' });
    expect(texts.join('')).toMatch(/^victim\.(\d)\.0 victim\.\1\.1 victim\.\1\.2 /);
    // Gone for good: the next call says so before a word came.
    await expect(ask(httpTarget(companion.url, 'good'))).rejects.toMatchObject({
      code: 'http-failed',
    });
    await companion.stop();
  });

  test('names the upstream that must answer', async () => {
    const { parts } = await ask(httpTarget(gateway.url, 'good', { upstream: 'one' }));
    expect(parts.at(-1)?.kind).toBe('end');
    await expect(
      ask(
        httpTarget(gateway.url, 'of-a-cloud', { upstream: 'one', policy: () => 'cloud-allowed' }),
      ),
    ).rejects.toMatchObject({ code: 'http-model-unknown' });
  });
});

describe('what is sent', () => {
  test('key, policy and upstream, to a companion', async () => {
    await ask(
      httpTarget(upstream.url, 'good', {
        upstream: 'attic',
        key: () => 'secret',
        policy: () => 'cloud-allowed',
      }),
    );
    const { headers, body } = upstream.seen.at(-1)!;
    expect(headers).toMatchObject({
      authorization: 'Bearer secret',
      'x-parley-policy': 'cloud-allowed',
      'x-parley-upstream': 'attic',
    });
    expect(headers.cookie).toBeUndefined();
    expect(headers.referer).toBeUndefined();
    expect(body).toEqual({
      model: 'good',
      messages: hello,
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  test('options, a schema, and no thinking for a family that knows how', async () => {
    const schema = { type: 'object' };
    const chat = createHttpChat(httpTarget(upstream.url, 'qwen3-4b'));
    const options = { maxTokens: 9, temperature: 0, stop: ['END'], schema };
    for await (const part of chat.chat(hello, options, never)) expect(part).toBeDefined();
    expect(upstream.seen.at(-1)?.body).toMatchObject({
      max_tokens: 9,
      temperature: 0,
      stop: ['END'],
      response_format: { type: 'json_schema', json_schema: { name: 'reply', schema } },
      chat_template_kwargs: { enable_thinking: false },
    });
  });

  test('nothing at all under device-only, whatever was allowed before', async () => {
    let policy: Policy = 'school-network';
    let calls = 0;
    const target = httpTarget(upstream.url, 'good', {
      policy: () => policy,
      fetch: (...given) => {
        calls += 1;
        return fetch(...given);
      },
    });
    const chat = createHttpChat(target);
    await chat.warmUp(() => {}, never);
    expect(calls).toBe(1);
    policy = 'device-only';
    const listen = async () => {
      for await (const part of chat.chat(hello, {}, never)) expect(part).toBeUndefined();
    };
    await expect(listen()).rejects.toMatchObject({ code: 'http-policy-refused' });
    expect(calls).toBe(1);
  });
});
