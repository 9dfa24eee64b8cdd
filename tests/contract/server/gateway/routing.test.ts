import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runFaultUpstream, type FaultUpstream } from '../../../fakes/fault-upstream.ts';
import {
  hello,
  runGateway,
  settingsOf,
  upstreamAt,
  wordsOf,
  type RunningGateway,
} from './running-gateway.ts';

const running: { stop(): Promise<void> }[] = [];
afterAll(async () => {
  for (const it of running.reverse()) await it.stop();
});
async function upstream(name: string, models: string[]): Promise<FaultUpstream> {
  const started = await runFaultUpstream({ name, models });
  running.push(started);
  return started;
}
async function gatewayWith(...args: Parameters<typeof runGateway>): Promise<RunningGateway> {
  const started = await runGateway(...args);
  running.push(started);
  return started;
}
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
const completions = (it: FaultUpstream) =>
  it.seen.filter(({ path }) => path.endsWith('completions'));
const servedBy = (reply: { headers: Record<string, unknown> }) =>
  reply.headers['x-parley-upstream'];

describe('when one machine fails, the next takes over in the same answer', () => {
  it.each([
    'refuse',
    '500',
    '503-loading',
    'cut-before',
    'early-end-empty',
    'error-event',
    '429',
    '404',
    'silent',
    '401',
  ])('%s', async (fault) => {
    const first = await upstream('first', [`${fault}`]);
    const second = await upstream('second', ['good']);
    const gateway = await gatewayWith({
      upstreams: [
        upstreamAt(first.url, { name: 'macbook', models: [{ id: fault, as: ['tutor'] }] }),
        upstreamAt(second.url, {
          name: 'proxmox',
          priority: 1,
          models: [{ id: 'good', as: ['tutor'] }],
        }),
      ],
    });
    const reply = await gateway.chat({ model: 'tutor', messages: hello, stream: true });
    expect([reply.status, servedBy(reply)]).toEqual([200, 'proxmox']);
    expect(wordsOf(reply.text)).toMatch(/^second\.\d+\.0 /);
    expect(reply.text).toContain('"model":"good"');
    expect(completions(first).length).toBe(1);
  });

  it('a machine that is off is found out once, and asked no more until it is back', async () => {
    const port = await closedPort();
    const second = await upstream('second', ['good']);
    const gateway = await gatewayWith({
      upstreams: [
        upstreamAt(`http://127.0.0.1:${port}`, { name: 'off', models: [{ id: 'good' }] }),
        upstreamAt(second.url, { name: 'on', priority: 1 }),
      ],
    });
    expect(servedBy(await gateway.chat({ model: 'good', messages: hello }))).toBe('on');
    const { text } = await gateway.ask('/health');
    expect(JSON.parse(text)).toMatchObject({ services: { off: 'down', on: 'ok' } });
  });

  it('a context that is too long goes to a larger window, and to none that is not larger', async () => {
    const small = await upstream('small', ['400-context']);
    const large = await upstream('large', ['good']);
    const models = (id: string, contextTokens: number) => [{ id, as: ['tutor'], contextTokens }];
    const settings = (tokens: number) => ({
      upstreams: [
        upstreamAt(small.url, { name: 'small', models: models('400-context', 4096) }),
        upstreamAt(large.url, { name: 'large', priority: 1, models: models('good', tokens) }),
      ],
    });
    const wide = await gatewayWith(settings(32_768));
    expect(servedBy(await wide.chat({ model: 'tutor', messages: hello }))).toBe('large');
    const narrow = await gatewayWith(settings(4096));
    const reply = await narrow.chat({ model: 'tutor', messages: hello });
    expect([reply.status, reply.text]).toEqual([
      400,
      expect.stringContaining('context_length_exceeded'),
    ]);
  });

  it('a refused key is shown as such, and is not the client’s fault', async () => {
    const first = await upstream('first', ['401']);
    const gateway = await gatewayWith({
      upstreams: [upstreamAt(first.url)],
      healthEveryMs: 60_000,
    });
    const reply = await gateway.chat({ model: '401', messages: hello });
    expect([reply.status, reply.text]).toEqual([
      502,
      expect.stringContaining('upstream_refused_key'),
    ]);
    expect(JSON.parse((await gateway.ask('/api/routes')).text)).toMatchObject({
      upstreams: [{ state: 'refused', reason: expect.stringContaining('key') as string }],
    });
  });
});

describe('the policy of a lesson', () => {
  it('no cloud is reached for device-only or school-network, whatever else fails', async () => {
    const home = await upstream('home', ['500', 'good']);
    const cloud = await upstream('cloud', ['500', 'good', 'only-in-the-cloud']);
    const gateway = await gatewayWith(
      {
        upstreams: [
          upstreamAt(home.url, { name: 'home' }),
          upstreamAt(cloud.url, { name: 'cloud', privacy: 'cloud', priority: 3, keyFrom: 'KEY' }),
        ],
      },
      { env: { KEY: 'k' } },
    );
    for (const policy of ['device-only', 'school-network']) {
      for (const model of ['500', 'good', 'only-in-the-cloud', 'auto', 'gpt-4o', 'reason']) {
        for (const stream of [true, false]) {
          await gateway.chat(
            { model, messages: hello, stream, temperature: 0 },
            { 'x-parley-policy': policy },
          );
        }
      }
      await gateway.ask('/v1/embeddings', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-parley-policy': policy },
        body: '{"model":"good","input":"a"}',
      });
    }
    // Without a word about policy, it is the settings' default, which knows no cloud either.
    await gateway.chat({ model: 'only-in-the-cloud', messages: hello });
    expect(cloud.seen.filter(({ path }) => path !== '/v1/models')).toHaveLength(0);

    const allowed = await gateway.chat(
      { model: '500', messages: hello },
      { 'x-parley-policy': 'cloud-allowed' },
    );
    expect(allowed.status).toBe(502);
    expect(completions(cloud).length).toBeGreaterThan(0);
  });

  it('that cannot be read is refused, and not taken for none', async () => {
    const home = await upstream('home', ['good']);
    const gateway = await gatewayWith({ upstreams: [upstreamAt(home.url)] });
    const reply = await gateway.chat(
      { model: 'good', messages: hello },
      { 'x-parley-policy': 'device only' },
    );
    expect([reply.status, reply.text]).toEqual([400, expect.stringContaining('policy_unknown')]);
  });

  it('a cloud without its key is left out', async () => {
    const cloud = await upstream('cloud', ['good']);
    const gateway = await gatewayWith({
      upstreams: [upstreamAt(cloud.url, { privacy: 'cloud', keyFrom: 'NOT_SET' })],
      policy: 'cloud-allowed',
    });
    expect((await gateway.chat({ model: 'good', messages: hello })).status).toBe(404);
    expect((await gateway.chat({ messages: hello })).status).toBe(503);
    expect(cloud.seen).toHaveLength(0);
  });
});

describe('names', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    const one = await upstream('one', ['small', 'large', 'nomic-embed-text']);
    gateway = await gatewayWith({
      upstreams: [upstreamAt(one.url)],
      models: {
        aliases: { 'our-*': 'large' },
        tasks: { quick: ['small'], chat: ['large'], reason: ['large'] },
        auto: [
          { matches: '\\bwhy\\b', task: 'reason' },
          { maxCharacters: 40, task: 'quick' },
        ],
      },
    });
  });
  const modelFor = async (model: string | undefined, content = 'Hello') => {
    const { text } = await gateway.chat({ model, messages: [{ role: 'user', content }] });
    return (JSON.parse(text) as { model?: string }).model;
  };

  it.each([
    ['large', 'large'],
    ['our-tutor', 'large'],
    ['quick', 'small'],
    ['gpt-4o-mini', 'small'],
    ['gpt-4o', 'large'],
    ['o3', 'large'],
  ])('%s is answered by %s', async (asked, served) => {
    expect(await modelFor(asked)).toBe(served);
  });

  it('auto sends the simple to the small model and the hard to the large one', async () => {
    expect(await modelFor('auto', 'Hi!')).toBe('small');
    expect(await modelFor(undefined, 'Hi!')).toBe('small');
    expect(await modelFor('auto', 'Why is that?')).toBe('large');
    expect(await modelFor('auto', 'x'.repeat(100))).toBe('large');
  });

  it('of nobody are a 404 that clients know', async () => {
    const { status, text } = await gateway.chat({ model: 'no-such-model', messages: hello });
    expect(status).toBe(404);
    expect(JSON.parse(text)).toMatchObject({ error: { code: 'model_not_found', param: 'model' } });
  });

  it('of embedding models are told from chat models', async () => {
    const ask = (model: string) =>
      gateway.ask('/v1/embeddings', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model, input: ['a', 'b'], encoding_format: 'base64' }),
      });
    const { text } = await ask('text-embedding-3-small');
    const body = JSON.parse(text) as { model: string; data: { embedding: string }[] };
    expect(body.model).toBe('nomic-embed-text');
    const bytes = Buffer.from(body.data[0]?.embedding ?? '', 'base64');
    expect(bytes.length).toBe(8 * 4);
    expect(bytes.readFloatLE(0)).toBeCloseTo(1 / 3, 6);
    expect((await ask('large')).status).toBe(404);
  });
});

describe('a sleeping machine', () => {
  it('is woken when it is asked for, and waited for when there is nobody else', async () => {
    const port = await closedPort();
    const woken: string[] = [];
    let late: FaultUpstream | undefined;
    const gateway = await gatewayWith(
      {
        upstreams: [
          upstreamAt(`http://127.0.0.1:${port}`, {
            name: 'macbook',
            models: [{ id: 'good' }],
            wake: { mac: 'aa:bb:cc:dd:ee:ff', waitMs: 8000 },
          }),
        ],
      },
      {
        wake: async ({ mac }) => {
          woken.push(mac);
          late = await runFaultUpstream({ name: 'late', port });
        },
      },
    );
    expect(JSON.parse((await gateway.ask('/health')).text)).toMatchObject({
      services: { macbook: 'asleep' },
    });
    const reply = await gateway.chat({ model: 'good', messages: hello });
    expect([reply.status, woken]).toEqual([200, ['aa:bb:cc:dd:ee:ff']]);
    await late?.stop();
  }, 15_000);
});

describe('places', () => {
  it('are not taken twice: others wait, and a client that leaves the queue is forgotten', async () => {
    const slow = await runFaultUpstream({ name: 'slow', models: ['good'], paceMs: 250 });
    running.push(slow);
    const gateway = await gatewayWith({
      upstreams: [upstreamAt(slow.url, { capacity: 1 })],
      limits: { waiting: 2 },
    });
    const ask = (leaveAfterMs?: number) =>
      gateway.ask('/v1/chat/completions', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'good', messages: hello, stream: true }),
        ...(leaveAfterMs === undefined ? {} : { leaveAfterMs }),
      });
    const first = ask();
    await expect.poll(() => completions(slow).length).toBe(1);
    const leaver = ask(500);
    const second = ask();
    await new Promise((resolve) => setTimeout(resolve, 200));
    const third = await ask();
    expect([third.status, third.text]).toEqual([503, expect.stringContaining('too_many_waiting')]);
    expect((await first).status).toBe(200);
    expect((await second).status).toBe(200);
    await leaver;
    expect(completions(slow).length).toBe(2);
  });
});

describe('new settings', () => {
  it('replace the old ones in one step, and those that cannot be leave them in force', async () => {
    const before = await upstream('before', ['good']);
    const after = await upstream('after', ['good']);
    const gateway = await gatewayWith({ upstreams: [upstreamAt(before.url)] });
    await gateway.companion.apply(settingsOf({ upstreams: [upstreamAt(after.url)] }));
    const reply = await gateway.chat({ model: 'good', messages: hello, stream: true });
    expect(wordsOf(reply.text)).toMatch(/^after\./);
  });
});
