import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CompanionHealth } from '../../../src/patch-panel/companion-health.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A companion that answers as a test says, and a page that can be hidden and cut off. */
function setUp() {
  const test = {
    visible: true,
    online: true,
    asked: [] as { url: string; key: string | null }[],
    answer: (() => Promise.resolve(Response.json({ upstreams: [] }))) as (
      signal?: AbortSignal | null,
    ) => Promise<Response>,
    tell: (() => {}) as (what: 'shown' | 'online') => void,
    key: null as string | null,
  };
  const health = new CompanionHealth({
    companion: () => ({ address: 'https://parley.home:3100', key: test.key, paired: true }),
    page: {
      visible: () => test.visible,
      online: () => test.online,
      secure: true,
      onChange(changed) {
        test.tell = changed;
        return () => (test.tell = () => {});
      },
    },
    fetch: (input, init) => {
      const key = new Headers(init?.headers).get('authorization');
      test.asked.push({ url: (input as URL).href, key });
      return test.answer(init?.signal);
    },
    now: () => Date.now(),
    onChange: () => {},
  });
  return { health, test };
}

describe('the companion is asked how it is', () => {
  test('at the start and every half minute while the page is seen', async () => {
    const { health, test } = setUp();
    await health.start();
    expect(health.view).toMatchObject({ state: 'ok', paired: true });
    expect(test.asked[0]?.url).toBe('https://parley.home:3100/api/routes');
    await vi.advanceTimersByTimeAsync(61_000);
    expect(test.asked).toHaveLength(3);
    test.visible = false;
    await vi.advanceTimersByTimeAsync(120_000);
    expect(test.asked).toHaveLength(3);
    test.visible = true;
    test.tell('shown');
    await vi.advanceTimersByTimeAsync(0);
    expect(test.asked).toHaveLength(4);
    health.stop();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(test.asked).toHaveLength(4);
  });

  test('at once after a failure, and again when the network is back', async () => {
    const { health, test } = setUp();
    await health.start();
    test.answer = () => Promise.reject(new TypeError('failed to fetch'));
    await Promise.all([health.look(), health.look()]);
    expect(test.asked).toHaveLength(2);
    expect(health.view).toMatchObject({ state: 'down', roundTripMs: null });
    test.online = false;
    await health.look();
    expect(health.state).toBe('offline');
    expect(test.asked).toHaveLength(2);
    test.online = true;
    test.answer = () => Promise.resolve(Response.json({ upstreams: [] }));
    test.tell('online');
    await vi.advanceTimersByTimeAsync(0);
    expect(health.state).toBe('ok');
    health.stop();
  });

  test('and never while a lesson keeps to this device', async () => {
    const { health, test } = setUp();
    await health.start();
    health.hold(true);
    await health.look();
    test.tell('online');
    test.tell('shown');
    await vi.advanceTimersByTimeAsync(300_000);
    expect(test.asked).toHaveLength(1);
    health.hold(false);
    await vi.advanceTimersByTimeAsync(0);
    expect(test.asked).toHaveLength(2);
    health.stop();
  });

  test('with its key; one that is refused shows', async () => {
    const { health, test } = setUp();
    test.key = 'parley-secret';
    test.answer = () => Promise.resolve(new Response('{}', { status: 401 }));
    await health.start();
    expect(test.asked[0]?.key).toBe('Bearer parley-secret');
    expect(health.view).toMatchObject({
      state: 'refused',
      because: { key: 'route.companion.refused' },
    });
    health.stop();
  });

  test('and believed only as far as it can be read', async () => {
    const { health, test } = setUp();
    const odd = { name: 'x', privacy: 7, state: 'dancing', models: [{ id: 'm', jobs: ['sing'] }] };
    test.answer = () => Promise.resolve(Response.json({ upstreams: [odd] }));
    await health.start();
    expect(health.report?.upstreams[0]).toMatchObject({ privacy: null, state: 'down' });
    test.answer = () => Promise.resolve(Response.json({ hello: 'world' }));
    await health.look();
    expect(health.state).toBe('down');
    health.stop();
  });

  test('no longer than five seconds', async () => {
    const { health, test } = setUp();
    test.answer = (signal) =>
      new Promise((_, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason as Error));
      });
    const starting = health.start();
    await vi.advanceTimersByTimeAsync(4_900);
    expect(health.state).toBe('unknown');
    await vi.advanceTimersByTimeAsync(200);
    await starting;
    expect(health.state).toBe('down');
    health.stop();
  });
});
