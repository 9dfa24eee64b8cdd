import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runFaultUpstream, type FaultUpstream } from '../../../fakes/fault-upstream.ts';
import { hello, runGateway, upstreamAt, type RunningGateway } from './running-gateway.ts';

let macbook: FaultUpstream;
let proxmox: FaultUpstream;
let cloud: FaultUpstream;
let gateway: RunningGateway;
beforeAll(async () => {
  macbook = await runFaultUpstream({ name: 'macbook', models: ['good', 'refuse'] });
  proxmox = await runFaultUpstream({ name: 'proxmox', models: ['good', 'refuse', 'other'] });
  cloud = await runFaultUpstream({ name: 'cloud', models: ['good'] });
  gateway = await runGateway(
    {
      upstreams: [
        upstreamAt(macbook.url, { name: 'macbook' }),
        upstreamAt(proxmox.url, { name: 'proxmox', priority: 1 }),
        upstreamAt(cloud.url, { name: 'cloud', privacy: 'cloud', keyFrom: 'CLOUD_KEY' }),
        upstreamAt(cloud.url, { name: 'keyless', privacy: 'cloud', keyFrom: 'NOT_SET' }),
      ],
      policy: 'school-network',
    },
    { env: { CLOUD_KEY: 'secret' } },
  );
});
afterAll(async () => {
  await gateway.stop();
  for (const it of [macbook, proxmox, cloud]) await it.stop();
});

const from = (upstream: string, more: object = {}, headers: Record<string, string> = {}) =>
  gateway.chat(
    { model: 'good', messages: hello, ...more },
    { 'x-parley-upstream': upstream, ...headers },
  );
const refusal = ({ status, text }: { status: number; text: string }) => [
  status,
  (JSON.parse(text) as { error: { code: string } }).error.code,
];
const completions = (it: FaultUpstream) =>
  it.seen.filter(({ path }) => path.endsWith('completions')).length;

describe('X-Parley-Upstream', () => {
  it.each(['macbook', 'proxmox'])('%s: it answers, whatever its priority', async (name) => {
    for (const stream of [false, true]) {
      const reply = await from(name, { stream });
      expect([reply.status, reply.headers['x-parley-upstream']]).toEqual([200, name]);
    }
  });

  it('holds for other jobs too', async () => {
    const reply = await gateway.ask('/v1/embeddings', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-parley-upstream': 'nobody' },
      body: JSON.stringify({ input: 'a text' }),
    });
    expect(refusal(reply)).toEqual([404, 'upstream_not_found']);
  });

  it('no other upstream takes over when it fails', async () => {
    const before = completions(proxmox);
    expect((await from('macbook', { model: 'refuse' })).status).toBe(502);
    expect(completions(proxmox)).toBe(before);
  });

  it.each(['nobody', 'Macbook', 'macbook, proxmox', ''])('%j is nobody’s name', async (name) => {
    expect(refusal(await from(name))).toEqual([404, 'upstream_not_found']);
  });

  it('a model that only others have is unknown there', async () => {
    expect(refusal(await from('macbook', { model: 'other' }))).toEqual([404, 'model_not_found']);
  });

  it('without a model, one of its own is chosen', async () => {
    const reply = await from('proxmox', { model: 'auto' });
    expect([reply.status, reply.headers['x-parley-upstream']]).toEqual([200, 'proxmox']);
  });

  it('does not lift the policy', async () => {
    expect(refusal(await from('cloud'))).toEqual([403, 'policy_forbids']);
    expect(completions(cloud)).toBe(0);
    const allowed = await from('cloud', {}, { 'x-parley-policy': 'cloud-allowed' });
    expect([allowed.status, allowed.headers['x-parley-upstream']]).toEqual([200, 'cloud']);
  });

  it('says so when it lacks its key', async () => {
    const reply = await from('keyless', {}, { 'x-parley-policy': 'cloud-allowed' });
    expect(refusal(reply)).toEqual([503, 'no_upstream']);
  });

  it('a kept answer of one is not given for another', async () => {
    const same = { temperature: 0, messages: [{ role: 'user', content: 'the same question' }] };
    const replies = [
      await from('macbook', same),
      await from('proxmox', same),
      await from('proxmox', same),
    ];
    expect(
      replies.map(({ headers }) => [headers['x-parley-upstream'], headers['x-parley-cache']]),
    ).toEqual([
      ['macbook', 'miss'],
      ['proxmox', 'miss'],
      ['proxmox', 'hit'],
    ]);
  });
});
