import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runFaultUpstream, type FaultUpstream } from '../../../fakes/fault-upstream.ts';
import { seededRandom } from '../../../fakes/seeded-random.ts';
import {
  eventsOf,
  runGateway,
  upstreamAt,
  type Reply,
  type RunningGateway,
} from './running-gateway.ts';

const SEED = 20_261_120;
const REQUESTS = 2016;
const AT_ONCE = 48;
const DEADLINE_MS = 1500;
const ATTEMPTS = 3;
const POLICIES = ['device-only', 'school-network', 'cloud-allowed'] as const;
const models = Array.from({ length: 24 }, (_, index) => `random@${index}`);

interface Asked {
  readonly id: string;
  readonly stream: boolean;
  readonly policy: (typeof POLICIES)[number];
  readonly leaveAfterMs: number | undefined;
  readonly reply: Reply;
}

const random = seededRandom(SEED);
const upstreams: FaultUpstream[] = [];
let gateway: RunningGateway;
const asked: Asked[] = [];
const loop = monitorEventLoopDelay({ resolution: 10 });

beforeAll(async () => {
  for (const name of ['a', 'b', 'c', 'cloud']) {
    const options = {
      name,
      models,
      random: seededRandom(SEED + upstreams.length),
      retryAfterMs: 30,
    };
    upstreams.push(await runFaultUpstream(options));
  }
  const timeouts = {
    connectMs: 200,
    firstTokenMs: 250,
    betweenTokensMs: 250,
    answerMs: 300,
    loadingMs: 300,
  };
  const at = (index: number, more: Record<string, unknown>) =>
    upstreamAt(upstreams[index]?.url ?? '', { timeouts, capacity: 8, ...more });
  gateway = await runGateway(
    {
      upstreams: [
        at(0, { name: 'a', privacy: 'device' }),
        at(1, { name: 'b' }),
        at(2, { name: 'c', priority: 1, privacy: 'school' }),
        at(3, { name: 'cloud', priority: 3, privacy: 'cloud', keyFrom: 'CLOUD_KEY' }),
      ],
      attempts: ATTEMPTS,
      deadlineMs: DEADLINE_MS,
    },
    { env: { CLOUD_KEY: 'secret' }, random },
  );
  loop.enable();
  await Promise.all(Array.from({ length: AT_ONCE }, (_, lane) => drive(lane)));
  loop.disable();
}, 120_000);

afterAll(async () => {
  await gateway.stop();
  for (const upstream of upstreams) await upstream.stop();
});

async function drive(lane: number): Promise<void> {
  for (let count = 0; count < REQUESTS / AT_ONCE; count++) {
    // Now and then several lanes ask the same, so that they share one call.
    const shared = random() < 0.1;
    const id = shared ? `shared-${count}` : `${lane}-${count}`;
    const stream = random() < 0.6;
    const policy = POLICIES[Math.floor(random() * 3)] ?? 'device-only';
    const leaveAfterMs = random() < 0.15 ? 1 + random() * 200 : undefined;
    const reply = await gateway.ask('/v1/chat/completions', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-parley-policy': policy },
      body: JSON.stringify({
        model: models[Math.floor(random() * models.length)],
        messages: [{ role: 'user', content: id }],
        stream,
        ...(shared ? { temperature: 0 } : {}),
      }),
      ...(leaveAfterMs === undefined ? {} : { leaveAfterMs }),
    });
    asked.push({
      id,
      stream,
      policy,
      leaveAfterMs,
      reply,
    });
  }
}

/** Those who stayed to the end. */
const stayed = () => asked.filter(({ leaveAfterMs }) => leaveAfterMs === undefined);
const idOf = (body: Record<string, unknown>) =>
  (body['messages'] as { content: string }[] | undefined)?.[0]?.content ?? '';

describe(`${REQUESTS} requests to upstreams that fail at random (seed ${SEED})`, () => {
  it('were all asked, and went every way', () => {
    expect(asked).toHaveLength(REQUESTS);
    const statuses = new Set(stayed().map(({ reply }) => reply.status));
    expect([...statuses].sort()).toEqual(expect.arrayContaining([200, 502, 504]));
    expect(stayed().filter(({ reply }) => reply.status === 200).length).toBeGreaterThan(500);
  });

  it('each ended within its deadline', async () => {
    const lines = (await gateway.audit()).filter(({ job }) => job === 'chat');
    // Upstreams and clients run in this very process, so its own pauses come on top.
    const slack = 500 + (5 * loop.max) / 1e6;
    const longest = Math.max(...lines.map(({ durationMs }) => Number(durationMs)));
    expect(longest).toBeLessThan(DEADLINE_MS + slack);
  });

  it('each stream ended in exactly one way, each refusal is JSON', () => {
    for (const { stream, reply } of stayed()) {
      expect(reply.cut).toBe(false);
      if (reply.status !== 200 || !stream) {
        const body = JSON.parse(reply.text) as { error?: unknown; choices?: unknown };
        expect(reply.status === 200 ? body.choices : body.error).toBeDefined();
        continue;
      }
      const events = eventsOf(reply.text);
      const ends = events.filter((it) => it === '[DONE]' || it.startsWith('{"error"'));
      expect(ends).toHaveLength(1);
      expect(events.at(-1)).toBe(ends[0]);
    }
  });

  it('no answer is mixed from two, and none that looks whole lacks a word', () => {
    for (const { reply, stream } of stayed().filter((it) => it.reply.status === 200)) {
      const origins = new Set([...reply.text.matchAll(/\b([a-z]+\.\d+)\.\d/g)].map((it) => it[1]));
      expect(origins.size).toBeLessThanOrEqual(1);
      const whole = stream ? reply.text.includes('[DONE]') : true;
      if (whole && origins.size === 1) {
        const places = [...reply.text.matchAll(/\b[a-z]+\.\d+\.(\d)/g)].map((it) => it[1]);
        expect(places).toEqual(['0', '1', '2', '3']);
      }
    }
  });

  it('a cloud saw only what its policy allows', () => {
    const allowed = new Set(
      asked.filter((it) => it.policy === 'cloud-allowed').map(({ id }) => id),
    );
    const saw = upstreams[3]?.seen.filter(({ path }) => path.endsWith('completions')) ?? [];
    expect(saw.length).toBeGreaterThan(0);
    for (const { body } of saw) expect(allowed.has(idOf(body))).toBe(true);
  });

  it('nobody tried more often than the budget, and each request has one audit line', async () => {
    const lines = (await gateway.audit()).filter(({ job }) => job === 'chat');
    // Those that left before their request was read are written down as well.
    expect(lines.length).toBeGreaterThanOrEqual(stayed().length);
    expect(lines.length).toBeLessThanOrEqual(REQUESTS);
    expect(new Set(lines.map(({ request }) => request)).size).toBe(lines.length);
    for (const { attempts } of lines) expect(attempts).toBeLessThanOrEqual(ATTEMPTS);
    const tries = new Map<string, number>();
    for (const { body, path } of upstreams.flatMap(({ seen }) => seen)) {
      if (path.endsWith('completions')) tries.set(idOf(body), (tries.get(idOf(body)) ?? 0) + 1);
    }
    for (const [id, count] of tries) {
      if (!id.startsWith('shared')) expect(count, id).toBeLessThanOrEqual(ATTEMPTS);
    }
  });

  it('a client that left is not worked for any longer', async () => {
    const left = asked.filter(({ leaveAfterMs, reply }) => leaveAfterMs !== undefined && reply.cut);
    expect(left.length).toBeGreaterThan(50);
    const seen = upstreams.flatMap((it) => it.seen);
    for (const { id } of left.filter((it) => !it.id.startsWith('shared'))) {
      for (const request of seen.filter(({ body }) => idOf(body) === id)) await request.closed;
    }
  });

  it('in the end nothing is in work, anywhere', async () => {
    await expect.poll(() => gateway.companion.active.size).toBe(0);
    await expect.poll(() => gateway.companion.metrics.active).toBe(0);
    for (const upstream of upstreams) await expect.poll(() => upstream.open()).toBe(0);
    const report = JSON.parse((await gateway.ask('/api/routes')).text) as {
      upstreams: { inflight: number }[];
    };
    expect(report.upstreams.map(({ inflight }) => inflight)).toEqual([0, 0, 0, 0]);
  });
});
