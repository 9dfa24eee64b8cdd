import { describe, expect, test, vi } from 'vitest';
import { ParleyError } from '../../../src/base/parley-error.ts';
import type { ModelEntry } from '../../../src/contracts/catalog.ts';
import { catalog } from '../../../src/model-store/catalog.ts';
import type { ModelStatus } from '../../../src/model-store/model-status.ts';
import { openLessonEngines } from '../../../src/patch-panel/lesson-engines.ts';
import { StoredTargets } from '../../../src/patch-panel/stored-targets.ts';
import { fakeBoard } from '../../fakes/fake-board.ts';
import { FakeSynthesizer } from '../../fakes/fake-synthesizer.ts';
import { fakeTarget, sourceOf } from '../../fakes/fake-target.ts';

const never = new AbortController().signal;
const entryOf = (id: string) => catalog.find((entry) => entry.id === id)!;
const piper = entryOf('piper-en-ljspeech');
const kokoro = entryOf('kokoro-82m');
const unfit = new ParleyError('voice-unfit', 'It does not sound right.', 'Another one speaks.');

/** A stored voice that is in memory once the test lets it. */
class SlowVoice extends FakeSynthesizer {
  loaded: object | null = null;
  pass: () => void = () => {};
  refuse: (error: Error) => void = () => {};
  readonly #verdict = new Promise<void>((resolve, reject) => {
    this.pass = () => {
      this.loaded = {};
      resolve();
    };
    this.refuse = reject;
  });
  override warmUp(): Promise<void> {
    return this.#verdict;
  }
}

function setUp(...here: readonly ModelEntry[]) {
  const made = new Map<string, SlowVoice>();
  const builtIn = new FakeSynthesizer({ id: 'built-in', languages: ['en', 'es'] });
  const states = new Map(here.map((entry) => [entry.id, 'ready']));
  let tell: (status: ModelStatus) => void = () => {};
  const statuses = () =>
    [piper, kokoro].map((entry) => {
      const state = states.get(entry.id) ?? 'absent';
      return { entry, state, variant: undefined, totalBytes: 1e6 } as unknown as ModelStatus;
    });
  const none = () => {
    throw new Error('not asked for');
  };
  const stored = new StoredTargets({
    store: {
      statuses,
      watch: (listener) => {
        tell = listener;
        return () => {};
      },
    },
    here: [],
    make: {
      chat: none,
      transcribe: none,
      embed: none,
      speak(entry) {
        const voice = new SlowVoice({ id: `browser-speak/${entry.id}` });
        made.set(entry.id, voice);
        return voice;
      },
    },
    setupOf: ({ id }) => ({ modelId: id, variant: 'q8', runtime: 'wasm' }),
    isRecommended: () => true,
  });
  const { board, test: clock } = fakeBoard(
    stored,
    sourceOf(fakeTarget('speak', 'built-in', builtIn, { quality: 'tiny' })),
  );
  const open = () => openLessonEngines(board, { policy: 'device-only', language: 'en' }, () => {});
  const lesson = open();
  const say = async (text: string, voice?: string, { synthesizer } = lesson) => {
    const options = { language: 'en', rate: 1, ...(voice ? { voice } : {}) };
    for await (const piece of synthesizer.synthesize(text, options, never)) void piece;
  };
  const change = (entry: ModelEntry, state: ModelStatus['state']) => {
    states.set(entry.id, state);
    tell({ ...statuses().find((each) => each.entry === entry)!, state });
  };
  return { made, builtIn, lesson, open, say, stored, change, board, clock };
}
const settled = () => new Promise((resolve) => setTimeout(resolve));
const said = (voice: FakeSynthesizer | undefined) => voice?.asked.map(({ text }) => text) ?? [];

describe('a voice of the store', () => {
  test('speaks in the lessons that begin once it is in memory, never from the middle of one', async () => {
    const { made, builtIn, lesson, open, say } = setUp(piper);
    await say('One.');
    const preparing = lesson.prepareVoice(undefined);
    await settled();
    made.get(piper.id)!.pass();
    await preparing;
    lesson.turnStarts();
    await say('Two.');
    expect(said(builtIn)).toEqual(['One.', 'Two.']);
    await say('Another lesson.', undefined, open());
    expect(said(made.get(piper.id))).toEqual(['Another lesson.']);
  });

  test('is waited for by the first line of a lesson, though not for long', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const { made, builtIn, lesson, open, say } = setUp(piper);
      lesson.beginWithVoice(undefined);
      const first = say('One.');
      await vi.advanceTimersByTimeAsync(500);
      expect([said(builtIn), made.get(piper.id)?.asked]).toEqual([[], []]);
      made.get(piper.id)!.pass();
      await first;
      expect(said(made.get(piper.id))).toEqual(['One.']);

      const slow = setUp(piper);
      slow.lesson.beginWithVoice(undefined);
      const late = slow.say('One.');
      await vi.advanceTimersByTimeAsync(2_000);
      await late;
      expect(said(slow.builtIn)).toEqual(['One.']);
      // Who leaves waits no longer, and nothing is left behind.
      const left = open();
      left.beginWithVoice(undefined);
      left.close();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test('is made ready before the first line where that is known', async () => {
    const { made, builtIn, lesson, say } = setUp(piper);
    const preparing = lesson.prepareVoice(undefined);
    await settled();
    made.get(piper.id)!.pass();
    await preparing;
    await say('One.');
    expect(said(builtIn)).toEqual([]);
  });

  test('that is refused is not asked again, and it is known why', async () => {
    const { made, builtIn, lesson, say, clock } = setUp(piper);
    const preparing = lesson.prepareVoice('browser-speak/piper-en-ljspeech/en');
    await settled();
    made.get(piper.id)!.refuse(unfit);
    await preparing;
    clock.nowMs += 10 * 60_000;
    await say('One.');
    lesson.turnStarts();
    await say('Two.');
    expect(said(builtIn)).toEqual(['One.', 'Two.']);
    expect(await lesson.refusalOf('browser-speak/piper-en-ljspeech/en')).toBe(unfit);
    expect(await lesson.refusalOf('built-in/en')).toBeNull();
  });

  test('that was chosen by name is waited for; so is a chosen built-in voice', async () => {
    const { made, builtIn, open, say } = setUp(piper);
    await say('One.', 'browser-speak/piper-en-ljspeech/en');
    expect(said(made.get(piper.id))).toEqual(['One.']);
    await say('Two.', 'built-in/en', open());
    expect(said(builtIn)).toEqual(['Two.']);
  });

  test('is there once it was fetched, and gone with its weights', async () => {
    const { stored, change, board, made, say } = setUp();
    let changes = 0;
    stored.watch(() => (changes += 1));
    const states = () => stored.targets().map((target) => target.now().state);
    expect(states()).toEqual(['not-fetched', 'not-fetched']);
    change(piper, 'downloading');
    change(piper, 'downloading');
    expect(stored.targets()[0]?.now().because).toEqual({ key: 'route.onItsWay' });
    change(piper, 'ready');
    expect(states()).toEqual(['ready', 'not-fetched']);
    expect(changes).toBe(2);
    await say('One.', 'browser-speak/piper-en-ljspeech/en');
    change(piper, 'absent');
    expect(made.get(piper.id)!.disposed).toBe(true);
    expect(board.inOrder('speak', { policy: 'device-only', language: 'en' })).toHaveLength(1);
  });
});
