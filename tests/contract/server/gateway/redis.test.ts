import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RedisLink } from '../../../../server/redis/redis-link.ts';
import { MemoryLimiter } from '../../../../server/limits/memory-limiter.ts';
import { RedisLimiter } from '../../../../server/limits/redis-limiter.ts';
import { runFaultUpstream, type FaultUpstream } from '../../../fakes/fault-upstream.ts';
import { seededRandom } from '../../../fakes/seeded-random.ts';
import { hello, runGateway, upstreamAt, type RunningGateway } from './running-gateway.ts';

// A real Redis or none: what it does with scripts and expiry is the point.
const installed = spawnSync('redis-server', ['--version']).status === 0;

describe.skipIf(!installed)('with Redis (skipped where redis-server is not installed)', () => {
  let redis: ChildProcess;
  let url: string;
  let port: number;

  async function start(): Promise<void> {
    redis = spawn('redis-server', ['--port', String(port), '--save', '', '--bind', '127.0.0.1'], {
      stdio: 'pipe',
    });
    await new Promise<void>((resolve) =>
      redis.stdout?.on('data', (chunk: Buffer) => {
        if (chunk.toString().includes('Ready to accept')) resolve();
      }),
    );
  }
  async function stop(): Promise<void> {
    const ended = new Promise((resolve) => redis.once('exit', resolve));
    redis.kill('SIGKILL');
    await ended;
  }

  beforeAll(async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
    await new Promise((resolve) => server.close(resolve));
    url = `redis://127.0.0.1:${port}`;
    await start();
  });
  afterAll(stop);

  it('limits are reckoned to the last bit as in memory', async () => {
    const link = new RedisLink(url, 'test:', () => undefined);
    await expect.poll(() => link.up).toBe(true);
    let nowMs = Date.now();
    const memory = new MemoryLimiter(() => nowMs);
    const shared = new RedisLimiter(link, new MemoryLimiter(() => 0), () => nowMs);
    const random = seededRandom(7);
    for (let step = 0; step < 400; step++) {
      nowMs += random() * 700;
      const charges = ['one', 'two'].map((account, index) => ({
        account,
        scope: 'key',
        unitMs: index === 0 ? 1000 / 3 : 86_400_000 / 1_000_003,
        burst: index === 0 ? 4 : 9,
        cost: Math.floor(random() * 3),
      }));
      const force = random() < 0.1;
      expect(await shared.charge(charges, force), `step ${step}`).toEqual(
        memory.charge(charges, force),
      );
    }
    link.close();
  });

  it('a clock that is set back an hour takes nobody’s allowance away', async () => {
    const link = new RedisLink(url, 'back:', () => undefined);
    await expect.poll(() => link.up).toBe(true);
    let nowMs = Date.now();
    const shared = new RedisLimiter(link, new MemoryLimiter(() => 0), () => nowMs);
    const charge = { account: 'a', scope: 'key', unitMs: 1000, burst: 3, cost: 1 };
    const take = () => shared.charge([charge], false);
    for (let times = 0; times < 3; times++) expect((await take()).allowed).toBe(true);
    nowMs -= 3_600_000;
    expect(await take()).toMatchObject({ allowed: false, retryAfterMs: 1000 });
    nowMs += 1000;
    expect((await take()).allowed).toBe(true);
    link.close();
  });

  describe('two companions', () => {
    let upstream: FaultUpstream;
    let pair: RunningGateway[];
    beforeAll(async () => {
      upstream = await runFaultUpstream();
      const settings = {
        upstreams: [upstreamAt(upstream.url)],
        redis: { urlFrom: 'REDIS_URL', prefix: 'pair:' },
        limits: { perAddress: { count: 5, per: 'hour' as const } },
      };
      const env = { REDIS_URL: url };
      pair = [await runGateway(settings, { env }), await runGateway(settings, { env })];
    });
    afterAll(async () => {
      for (const it of pair) await it.stop();
      await upstream.stop();
    });
    const chat = (index: number) =>
      (pair[index] as RunningGateway).chat({ model: 'good', messages: hello, temperature: 0 });

    it('share answers', async () => {
      const health = async (index: number) =>
        JSON.parse((await (pair[index] as RunningGateway).ask('/health')).text) as unknown;
      for (const index of [0, 1]) {
        await expect.poll(() => health(index)).toMatchObject({ services: { cache: 'ok' } });
      }
      const first = await chat(0);
      expect(first.headers['x-parley-cache']).toBe('miss');
      const calls = upstream.seen.length;
      await expect.poll(async () => (await chat(1)).headers['x-parley-cache']).toBe('hit');
      expect(upstream.seen).toHaveLength(calls);
    });

    it('share limits', async () => {
      const statuses = [];
      for (let count = 0; count < 8; count++) statuses.push((await chat(count % 2)).status);
      expect(statuses).toContain(429);
      expect((await chat(0)).status).toBe(429);
      expect((await chat(1)).status).toBe(429);
    });

    it('go on each for itself while Redis is away, and say so', async () => {
      await stop();
      await expect
        .poll(
          async () =>
            JSON.parse((await (pair[0] as RunningGateway).ask('/health')).text) as unknown,
        )
        .toMatchObject({ services: { cache: 'down' } });
      expect((await chat(0)).status).toBe(200);
      await start();
      await expect
        .poll(
          async () =>
            JSON.parse((await (pair[0] as RunningGateway).ask('/health')).text) as unknown,
          { timeout: 10_000 },
        )
        .toMatchObject({ services: { cache: 'ok' } });
    }, 20_000);
  });
});
