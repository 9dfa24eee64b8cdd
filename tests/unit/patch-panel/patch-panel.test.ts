import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Policy } from '../../../src/contracts/lesson.ts';
import type { Job, RouteMode } from '../../../src/contracts/route.ts';
import { PatchPanel, type PatchPanelParts } from '../../../src/patch-panel/patch-panel.ts';
import type { RemoteModel } from '../../../src/patch-panel/companion-targets.ts';
import type { PanelSettings } from '../../../src/patch-panel/switchboard.ts';
import { FakeChatModel } from '../../fakes/fake-chat-model.ts';
import { FakeSynthesizer } from '../../fakes/fake-synthesizer.ts';
import { fakeTarget, sourceOf } from '../../fakes/fake-target.ts';
import { FakeTranscriber } from '../../fakes/fake-transcriber.ts';

const never = new AbortController().signal;

interface FakeUpstream {
  readonly name: string;
  readonly privacy: unknown;
  readonly state?: string;
}

const report = (upstreams: readonly FakeUpstream[]) => ({
  upstreams: upstreams.map(({ name, privacy, state = 'ok' }) => ({
    name,
    privacy,
    state,
    capacity: 2,
    inflight: 0,
    models: [
      {
        id: 'qwen3:8b',
        jobs: ['chat', 'transcribe', 'speak', 'embed'],
        breaker: 'closed',
        firstTokenMs: 200,
        tokensPerSecond: 40,
        loaded: true,
      },
    ],
  })),
});

/** A panel with one engine per job on this device, and a companion with the given upstreams. */
function panelWith(upstreams: readonly FakeUpstream[], more: Partial<PanelSettings> = {}) {
  const remote: RemoteModel[] = [];
  const asked: string[] = [];
  const test = { broken: false, now: 1_000_000, companion: true };
  const settings: PanelSettings = {
    routeMode: 'auto',
    routeOverrides: {},
    companionAddress: null,
    companionKey: null,
    ...more,
  };
  const fails = (model: RemoteModel) => {
    remote.push(model);
    if (test.broken) throw new TypeError('Failed to fetch');
  };
  const parts: PatchPanelParts = {
    sources: [
      sourceOf(
        fakeTarget('chat', 'here/chat', new FakeChatModel({ id: 'here' })),
        fakeTarget('transcribe', 'here/transcribe', new FakeTranscriber()),
        fakeTarget('speak', 'here/speak', new FakeSynthesizer()),
      ),
    ],
    makeRemote: {
      chat: (model) => {
        const engine = new FakeChatModel({ id: model.upstream, firstTokenMs: 200 });
        const plain = engine.chat.bind(engine);
        engine.chat = async function* (...all) {
          fails(model);
          yield* plain(...all);
        };
        return engine;
      },
      transcribe: (model) => {
        const engine = new FakeTranscriber({ id: model.id });
        const plain = engine.transcribe.bind(engine);
        engine.transcribe = async function* (...all) {
          fails(model);
          yield* plain(...all);
        };
        return engine;
      },
      speak: (model) => {
        const engine = new FakeSynthesizer({ id: model.id });
        const plain = engine.synthesize.bind(engine);
        engine.synthesize = async function* (...all) {
          fails(model);
          yield* plain(...all);
        };
        return engine;
      },
      embed: (model) => ({
        id: model.id,
        warmUp: () => Promise.resolve(),
        dispose: () => Promise.resolve(),
        embed: () => {
          fails(model);
          return Promise.resolve([new Float32Array(3)]);
        },
      }),
    },
    catalog: [],
    settings,
    device: {
      view: null,
      speeds: null,
      ceiling: { memoryMb: 4000, oneGpuModel: false },
      probe: () => Promise.resolve(),
    },
    conditions: () => ({ batteryLow: false, saveData: false }),
    page: { visible: () => true, online: () => true, secure: true, onChange: () => () => {} },
    pairing: {
      fetch: (input) => {
        asked.push((input as URL).href);
        return test.companion
          ? Promise.resolve(Response.json(report(upstreams)))
          : Promise.reject(new TypeError('Failed to fetch'));
      },
      origin: 'https://parley.home',
      online: () => true,
      localNetwork: () => Promise.resolve(null),
      onWalled: () => () => {},
    },
    language: () => 'en',
    sentence: () => 'A sentence.',
    now: () => test.now,
    date: () => new Date(test.now),
  };
  return { panel: new PatchPanel(parts), remote, asked, test, settings };
}

type Engines = ReturnType<PatchPanel['forLesson']>;

async function* frames() {
  yield await Promise.resolve(new Float32Array(1600));
}

async function model(engines: Engines): Promise<string> {
  for await (const part of engines.chat.chat([{ role: 'user', content: 'Hi' }], {}, never)) {
    if (part.kind === 'end') return part.model;
  }
  return '';
}

async function all<T>(parts: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const part of parts) found.push(part);
  return found;
}

/** Everything a lesson can ask for; what nobody can do is not asked twice. */
async function useAll(engines: Engines): Promise<void> {
  const ignore = () => {};
  await model(engines).catch(ignore);
  await all(engines.transcriber.transcribe(frames(), { language: 'en' }, never)).catch(ignore);
  const aloud = { language: 'en', rate: 1 };
  await all(engines.synthesizer.synthesize('Hi.', aloud, never)).catch(ignore);
  await engines.embedder.embed(['a'], never).catch(ignore);
  await engines.chat.prefill([{ role: 'system', content: 'Be kind.' }], never).catch(ignore);
  for (const engine of [engines.chat, engines.transcriber, engines.synthesizer, engines.embedder])
    await engine.warmUp(() => {}, never).catch(ignore);
  await engines.synthesizer.voices('en');
  engines.turnStarts();
}

describe('the wall', () => {
  const upstreams = fc.uniqueArray(
    fc.record({
      name: fc.constantFrom('a', 'b', 'c'),
      privacy: fc.constantFrom('device', 'home', 'school', 'cloud', 'elsewhere', null),
      state: fc.constantFrom('ok', 'unknown', 'asleep', 'down', 'refused'),
    }),
    { selector: ({ name }) => name, maxLength: 3 },
  );
  const everything = fc.record({
    upstreams,
    policy: fc.constantFrom<Policy>('device-only', 'school-network', 'cloud-allowed'),
    mode: fc.constantFrom<RouteMode>(
      'auto',
      'onDeviceOnly',
      'onDevicePreferred',
      'serverPreferred',
      'serverOnly',
    ),
    override: fc.option(fc.constantFrom('a', 'b', 'c')),
    broken: fc.boolean(),
  });

  test('stands in every combination, whatever fails and whatever is chosen by hand', async () => {
    await fc.assert(
      fc.asyncProperty(everything, async (given) => {
        const by = (job: Job) => `companion/${given.override}/qwen3:8b/${job}`;
        const routeOverrides = given.override
          ? { chat: by('chat'), transcribe: by('transcribe'), speak: by('speak') }
          : {};
        const { panel, remote, asked, test } = panelWith(given.upstreams, {
          routeMode: given.mode,
          routeOverrides,
        });
        await panel.start();
        test.broken = given.broken;
        const engines = panel.forLesson({ policy: given.policy, language: 'en' });
        const before = asked.length;
        await useAll(engines);
        await useAll(engines);
        panel.stop();
        const places = new Map<string, unknown>(
          given.upstreams.map(({ name, privacy }) => [name, privacy]),
        );
        for (const { upstream, policy } of remote) {
          expect(given.policy).not.toBe('device-only');
          expect(policy()).toBe(given.policy);
          if (given.policy === 'school-network')
            expect(['device', 'home', 'school']).toContain(places.get(upstream));
        }
        // Not even a question how things are.
        if (given.policy === 'device-only') expect(asked.length).toBe(before);
      }),
      { numRuns: 150 },
    );
  });
});

describe('a lesson', () => {
  const school = { policy: 'school-network', language: 'en' } as const;

  test('is done by the companion where that is faster, and here once it is gone, in the same turn', async () => {
    const { panel, test, asked } = panelWith([{ name: 'MacBook', privacy: 'home' }]);
    await panel.start();
    const engines = panel.forLesson(school);
    expect(await model(engines)).toBe('MacBook');
    test.broken = true;
    test.companion = false;
    expect(await model(engines)).toBe('here');
    // It is looked at right after the failure.
    expect(asked).toHaveLength(2);
    await Promise.resolve();
    const chat = panel.snapshot.jobs.find(({ job }) => job === 'chat');
    expect(chat?.current).toBe('here/chat');
    panel.stop();
  });

  test('shows what it allows, and what is kept of it holds no word', async () => {
    const { panel } = panelWith([{ name: 'Cloud', privacy: 'cloud' }]);
    await panel.start();
    const engines = panel.forLesson(school);
    await model(engines);
    expect(panel.snapshot.policy).toBe('school-network');
    const chat = panel.snapshot.jobs.find(({ job }) => job === 'chat');
    expect(chat?.targets).toMatchObject([
      { id: 'here/chat', state: 'ready' },
      { name: 'Cloud', state: 'walled', because: { key: 'route.walled.school-network' } },
    ]);
    const kept = JSON.parse(await panel.exportDecisions().text()) as { decisions: unknown[] };
    expect(kept.decisions).toHaveLength(1);
    expect(JSON.stringify(kept)).not.toContain('Hi');
    engines.close();
    expect(panel.snapshot.policy).toBe('device-only');
    expect(panel.snapshot.jobs[1]?.targets[1]?.because).toEqual({ key: 'route.noLesson' });
    panel.stop();
  });

  test('shows what other lessons would allow, and neither asks nor records anything for it', async () => {
    const { panel, asked } = panelWith([{ name: 'MacBook', privacy: 'home' }]);
    await panel.start();
    const questions = asked.length;
    const chatIn = (policy: Policy) =>
      panel.jobsFor(policy, 'en').find(({ job }) => job === 'chat');
    expect(chatIn('school-network')?.targets).toMatchObject([{ tried: true }, { tried: true }]);
    expect(chatIn('device-only')?.targets).toMatchObject([
      { id: 'here/chat', tried: true },
      { name: 'MacBook', tried: false, because: { key: 'route.walled.device-only' } },
    ]);
    panel.setMode('onDeviceOnly');
    expect(chatIn('school-network')?.targets[1]).toMatchObject({
      tried: false,
      because: { key: 'route.leftOut.onDeviceOnly' },
    });
    expect(asked).toHaveLength(questions);
    const kept = JSON.parse(await panel.exportDecisions().text()) as { decisions: unknown[] };
    expect(kept.decisions).toEqual([]);
    panel.stop();
  });

  test('keeps a thousand decisions and no more', async () => {
    const { panel } = panelWith([]);
    const engines = panel.forLesson(school);
    for (let call = 0; call < 1_050; call++) await model(engines);
    const kept = JSON.parse(await panel.exportDecisions().text()) as { decisions: unknown[] };
    expect(kept.decisions).toHaveLength(1_000);
  });
});

describe("an author's policy", () => {
  const lesson = { policy: 'cloud-allowed', language: 'en', asks: true } as const;

  test('sends nothing to whom the learner did not say yes to', async () => {
    const { panel, settings, remote } = panelWith([{ name: 'Cloud', privacy: 'cloud' }], {
      routeMode: 'serverPreferred',
    });
    await panel.start();
    const engines = panel.forLesson(lesson);
    expect(await model(engines)).toBe('here');
    expect(remote).toEqual([]);
    expect(panel.letGo('cloud-allowed')).toBe('device-only');
    const [origin, ...others] = await panel.toAsk('cloud-allowed', 'en', ['chat', 'speak']);
    expect(origin).toMatchObject({ name: 'Cloud', place: 'cloud' });
    expect(others).toEqual([]);
    if (!origin) return;
    panel.answerFor(origin, false);
    expect(await model(engines)).toBe('here');
    expect(await panel.toAsk('cloud-allowed', 'en', ['chat'])).toEqual([]);
    panel.answerFor(origin, true);
    expect(await model(engines)).toBe('Cloud');
    expect(panel.letGo('cloud-allowed')).toBe('cloud-allowed');
    expect(panel.letGo('school-network')).toBe('device-only');
    expect(Object.values(settings.mayLeave ?? {})).toMatchObject([{ may: true, name: 'Cloud' }]);
    panel.stop();
  });
});

test('what a home may hear is not said under a policy that lets a cloud have it later', () => {
  const { panel } = panelWith([
    { name: 'MacBook', privacy: 'home' },
    { name: 'Cloud', privacy: 'cloud' },
  ]);
  panel.answerFor({ origin: 'home', name: 'MacBook', place: 'home' }, true);
  expect(panel.letGo('cloud-allowed')).toBe('school-network');
  panel.answerFor({ origin: 'cloud', name: 'Cloud', place: 'cloud' }, true);
  expect(panel.letGo('cloud-allowed')).toBe('cloud-allowed');
  expect(panel.letGo('school-network')).toBe('school-network');
});

describe('choices of the learner', () => {
  test('hold at once and are kept', async () => {
    const { panel, settings } = panelWith([{ name: 'MacBook', privacy: 'home' }]);
    await panel.start();
    let told = 0;
    const stop = panel.subscribe(() => (told += 1));
    const engines = panel.forLesson({ policy: 'cloud-allowed', language: 'en' });
    panel.setMode('onDeviceOnly');
    expect(await model(engines)).toBe('here');
    panel.setMode('auto');
    panel.setOverride('chat', 'here/chat');
    expect(await model(engines)).toBe('here');
    expect(settings.routeOverrides).toEqual({ chat: 'here/chat' });
    panel.setOverride('chat', null);
    expect(settings.routeOverrides).toEqual({});
    await Promise.resolve();
    expect(told).toBeGreaterThan(0);
    stop();
    panel.stop();
  });

  test('another companion is paired once it answered, and let go again', async () => {
    const { panel, settings, asked, test } = panelWith([]);
    await panel.start();
    test.companion = false;
    const failing = panel.pair('parley.school:3100', 'key', never);
    await expect(failing).rejects.toMatchObject({ code: 'companion-certificate' });
    expect(settings.companionAddress).toBeNull();
    test.companion = true;
    await panel.pair('parley.school:3100', 'key', never);
    expect(settings).toMatchObject({
      companionAddress: 'https://parley.school:3100',
      companionKey: 'key',
    });
    expect(panel.snapshot.companion).toMatchObject({ paired: true, state: 'ok' });
    expect(asked.at(-1)).toBe('https://parley.school:3100/api/routes');
    await panel.pair(null, null, never);
    expect(panel.snapshot.companion.paired).toBe(false);
    await expect(panel.pair('not an address', null, never)).rejects.toMatchObject({
      code: 'companion-address',
    });
    panel.stop();
  });
});
