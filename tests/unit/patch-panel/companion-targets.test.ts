import { describe, expect, test } from 'vitest';
import { catalog } from '../../../src/model-store/catalog.ts';
import type { CompanionHealth } from '../../../src/patch-panel/companion-health.ts';
import { CompanionTargets, type RemoteModel } from '../../../src/patch-panel/companion-targets.ts';
import type { ReadModel, ReadUpstream } from '../../../src/patch-panel/route-report.ts';
import { FakeChatModel } from '../../fakes/fake-chat-model.ts';

const model = (id: string, more: Partial<ReadModel> = {}): ReadModel => ({
  id,
  jobs: ['chat'],
  breaker: 'closed',
  firstTokenMs: null,
  tokensPerSecond: null,
  loaded: true,
  ...more,
});
const upstream = (more: Partial<ReadUpstream> = {}): ReadUpstream => ({
  name: 'macbook',
  privacy: 'home',
  state: 'ok',
  capacity: 2,
  inflight: 0,
  models: [model('qwen3:8b')],
  ...more,
});

function setUp(...upstreams: ReadUpstream[]) {
  const made: RemoteModel[] = [];
  const at = { address: 'https://parley.home:3100', key: 'first', paired: true };
  const health = {
    report: { upstreams },
    state: 'ok',
    roundTripMs: 12,
    view: { because: { key: 'route.companion.down' } },
  };
  const none = () => {
    throw new Error('not asked for');
  };
  const source = new CompanionTargets({
    health: health as unknown as CompanionHealth,
    companion: () => at,
    catalog,
    make: {
      chat: (remote) => {
        made.push(remote);
        return new FakeChatModel();
      },
      transcribe: none,
      speak: none,
      embed: none,
    },
  });
  return { source, made, at, health };
}

describe('models of a companion', () => {
  test('are one target per job, with the way there added to what it tells', () => {
    const both = model('whisper', { jobs: ['transcribe', 'chat'], firstTokenMs: 300 });
    const { source } = setUp(upstream({ models: [both] }));
    expect(source.targets().map(({ id }) => id)).toEqual([
      'companion/macbook/whisper/transcribe',
      'companion/macbook/whisper/chat',
    ]);
    expect(source.targets()[0]?.now()).toMatchObject({ state: 'ready', told: { firstMs: 312 } });
  });

  test('of its own machine are called by its address, and are not on this device', () => {
    const { source } = setUp(upstream({ name: 'here', privacy: 'device' }));
    expect(source.targets()[0]).toMatchObject({ place: 'home', name: 'parley.home' });
  });

  test.each([
    [{ state: 'asleep' }, {}, { state: 'asleep' }],
    [{ state: 'refused' }, {}, { state: 'refused' }],
    [{ state: 'off' }, {}, { state: 'down' }],
    [{}, { breaker: 'open' }, { state: 'down', because: { key: 'route.resting' } }],
    [{ inflight: 2 }, {}, { busy: true }],
    [{}, { loaded: null }, { loaded: true }],
  ] as const)('%o %o are %o', (of, its, now) => {
    const { source } = setUp(upstream({ ...of, models: [model('m', its)] }));
    expect(source.targets()[0]?.now()).toMatchObject(now);
  });

  test('are down with their companion', () => {
    const { source, health } = setUp(upstream());
    const [target] = source.targets();
    health.state = 'down';
    expect(target?.now()).toEqual({
      state: 'down',
      because: { key: 'route.companion.down' },
      loaded: false,
    });
  });

  test('have one engine per policy; the key of another companion is never told to them', () => {
    const { source, made, at } = setUp(upstream());
    const [target] = source.targets();
    target?.engine('school-network');
    target?.engine('school-network');
    target?.engine('cloud-allowed');
    expect(made.map(({ policy }) => policy())).toEqual(['school-network', 'cloud-allowed']);
    expect(made[0]?.key()).toBe('first');
    Object.assign(at, { address: 'https://elsewhere.example', key: 'second' });
    expect(made[0]?.key()).toBeNull();
    expect(source.targets()[0]).not.toBe(target);
  });
});
