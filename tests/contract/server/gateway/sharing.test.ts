import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runFaultUpstream, type FaultUpstream } from '../../../fakes/fault-upstream.ts';
import {
  eventsOf,
  runGateway,
  upstreamAt,
  wordsOf,
  type RunningGateway,
} from './running-gateway.ts';

let upstream: FaultUpstream;
let gateway: RunningGateway;
beforeAll(async () => {
  upstream = await runFaultUpstream({ paceMs: 40 });
  gateway = await runGateway({ upstreams: [upstreamAt(upstream.url)], attempts: 1 });
});
afterAll(async () => {
  await gateway.stop();
  await upstream.stop();
});

const question = (content: string) => [{ role: 'user', content }];
const calls = (content: string) =>
  upstream.seen.filter(({ body }) => JSON.stringify(body).includes(`"content":"${content}"`))
    .length;
const ask = (content: string, more: object = {}, headers = {}) =>
  gateway.chat(
    { model: 'good', messages: question(content), temperature: 0, stream: true, ...more },
    headers,
  );

describe('equal questions at temperature 0', () => {
  it('at the same time make one call, each with the whole answer', async () => {
    const replies = await Promise.all([ask('one'), ask('one'), ask('one', { stream: false })]);
    expect(calls('one')).toBe(1);
    expect(replies.map(({ headers }) => headers['x-parley-cache']).sort()).toEqual([
      'coalesced',
      'coalesced',
      'miss',
    ]);
    const [first, second, body] = replies;
    expect(wordsOf(first.text)).toBe(wordsOf(second.text));
    const answer = JSON.parse(body.text) as { choices: { message: { content: string } }[] };
    expect(answer.choices[0]?.message.content).toBe(wordsOf(first.text));
  });

  it('later are answered from the cache, as a stream and as a body', async () => {
    const stream = await ask('one');
    const body = await ask('one', { stream: false });
    expect([stream, body].map(({ headers }) => headers['x-parley-cache'])).toEqual(['hit', 'hit']);
    expect(eventsOf(stream.text).at(-1)).toBe('[DONE]');
    expect(body.text).toContain(wordsOf(stream.text).trim());
    expect(calls('one')).toBe(1);
  });

  it('in another order of fields are the same question', async () => {
    await gateway.chat({ temperature: 0, seed: 1, messages: question('order'), model: 'good' });
    const reply = await gateway.chat({
      model: 'good',
      messages: question('order'),
      seed: 1,
      temperature: 0,
    });
    expect(reply.headers['x-parley-cache']).toBe('hit');
  });

  it('go on for the others when the one who asked first leaves', async () => {
    const leader = gateway.ask('/v1/chat/completions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        model: 'good',
        messages: question('leader'),
        temperature: 0,
        stream: true,
      }),
      leaveAfterMs: 70,
    });
    // Often, so that the one who asks next comes before the first one leaves.
    await expect.poll(() => calls('leader'), { interval: 5 }).toBe(1);
    const follower = await ask('leader');
    await leader;
    expect(follower.headers['x-parley-cache']).toBe('coalesced');
    expect(eventsOf(follower.text).at(-1)).toBe('[DONE]');
    expect(calls('leader')).toBe(1);
  });

  it('end when the last one leaves', async () => {
    await gateway.ask('/v1/chat/completions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        model: 'good',
        messages: question('gone'),
        temperature: 0,
        stream: true,
      }),
      leaveAfterMs: 70,
    });
    await upstream.seen.find(({ body }) => JSON.stringify(body).includes('gone'))?.closed;
    const again = await ask('gone');
    expect(again.headers['x-parley-cache']).toBe('miss');
  });

  it('under another policy or with another wish are other questions', async () => {
    const other = await ask('one', {}, { 'x-parley-policy': 'cloud-allowed' });
    expect(other.headers['x-parley-cache']).toBe('miss');
    const fresh = await ask('one', {}, { 'x-parley-cache': 'no' });
    expect(fresh.headers['x-parley-cache']).toBeUndefined();
    expect((await ask('one', { temperature: 0.7 })).headers['x-parley-cache']).toBeUndefined();
  });

  it.each(['early-end', 'cut-after'])('with a broken answer are never kept: %s', async (model) => {
    for (let count = 0; count < 2; count++) {
      const reply = await ask(`broken-${model}`, { model });
      expect(reply.headers['x-parley-cache']).toBe('miss');
      expect(reply.text).not.toContain('[DONE]');
    }
  });
});
