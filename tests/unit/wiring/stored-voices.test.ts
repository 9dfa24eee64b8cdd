import { describe, expect, test } from 'vitest';
import { ParleyError } from '../../../src/base/parley-error.ts';
import type { ModelEntry } from '../../../src/contracts/catalog.ts';
import { catalog } from '../../../src/model-store/catalog.ts';
import { createStoredVoices } from '../../../src/wiring/stored-voices.ts';
import { FakeSynthesizer } from '../../fakes/fake-synthesizer.ts';

const piper = catalog.find(({ id }) => id === 'tiny-piper')!;
const kokoro = catalog.find(({ id }) => id === 'tiny-kokoro')!;
const spanish = catalog.find(({ id }) => id === 'piper-es-davefx')!;
const german = catalog.find(({ id }) => id === 'piper-de-thorsten')!;

const unfit = new ParleyError('voice-unfit', 'It does not sound right.', 'Another one speaks.');

/** A stored voice whose trial ends when the test says so. */
class TriedVoice extends FakeSynthesizer {
  pass: () => void = () => {};
  refuse: (error: Error) => void = () => {};
  readonly #verdict = new Promise<void>((resolve, reject) => {
    this.pass = resolve;
    this.refuse = reject;
  });
  override warmUp(): Promise<void> {
    return this.#verdict;
  }
}

function setUp(here: readonly ModelEntry[]) {
  const made = new Map<string, TriedVoice>();
  const builtIn = new FakeSynthesizer({ id: 'built-in', languages: ['en', 'es', 'de'] });
  const voices = createStoredVoices({
    ready: () => Promise.resolve(here),
    create(entry) {
      const voice = new TriedVoice({
        id: `browser-speak/${entry.id}`,
        languages: [...entry.languages],
      });
      if (!made.has(entry.id)) made.set(entry.id, voice);
      return voice;
    },
    builtIn,
  });
  const say = async (text: string, language = 'en', voice?: string) => {
    const options = { language, rate: 1, ...(voice ? { voice } : {}) };
    const never = new AbortController().signal;
    for await (const piece of voices.synthesize(text, options, never)) void piece;
  };
  return { made, builtIn, voices, say };
}
const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('a stored voice', () => {
  test('speaks once it passed its trial; until then nobody waits for it', async () => {
    const { made, builtIn, say } = setUp([piper]);
    await say('One.');
    expect(builtIn.asked.map(({ text }) => text)).toEqual(['One.']);
    made.get('tiny-piper')!.pass();
    await settled();
    await say('Two.');
    expect(made.get('tiny-piper')!.asked.map(({ text }) => text)).toEqual(['Two.']);
    expect(builtIn.asked).toHaveLength(1);
  });

  test('is made ready before the first line where that is known', async () => {
    const { made, builtIn, voices, say } = setUp([piper]);
    await voices.prepare({ language: 'en', rate: 1 });
    made.get('tiny-piper')!.pass();
    await settled();
    await say('One.');
    expect(builtIn.asked).toHaveLength(0);
  });

  test('that is refused is not asked again; the next one gets its chance', async () => {
    const { made, builtIn, voices, say } = setUp([piper, kokoro]);
    await say('One.');
    // The more natural family is tried first.
    expect([...made.keys()]).toEqual(['tiny-kokoro']);
    made.get('tiny-kokoro')!.refuse(unfit);
    await settled();
    expect(made.get('tiny-kokoro')!.disposed).toBe(true);
    expect(voices.refusalOf('browser-speak/tiny-kokoro/loud')).toBe(unfit);
    expect(voices.refusalOf('browser-speak/tiny-piper/tiny')).toBeNull();
    await say('Two.');
    made.get('tiny-piper')!.pass();
    await settled();
    await say('Three.');
    expect(builtIn.asked.map(({ text }) => text)).toEqual(['One.', 'Two.']);
    expect(made.get('tiny-piper')!.asked).toHaveLength(1);
  });

  test('that fails in a line leaves it to the built-in voices', async () => {
    const failure = { after: 0, error: new Error('gone') };
    const broken = new FakeSynthesizer({ id: 'browser-speak/tiny-piper', failure });
    const builtIn = new FakeSynthesizer({ id: 'built-in' });
    const ready = () => Promise.resolve([piper]);
    const voices = createStoredVoices({ ready, create: () => broken, builtIn });
    await voices.prepare({ language: 'en', rate: 1 });
    await settled();
    const never = new AbortController().signal;
    for await (const piece of voices.synthesize('One.', { language: 'en', rate: 1 }, never))
      void piece;
    expect(builtIn.asked.map(({ text }) => text)).toEqual(['One.']);
  });

  test('that was chosen by name is waited for; a chosen built-in voice stays', async () => {
    const { made, builtIn, say } = setUp([piper, kokoro]);
    await say('One.', 'en', 'browser-speak/tiny-piper/tiny');
    expect(made.get('tiny-piper')!.asked).toHaveLength(1);
    await say('Two.', 'en', 'built-in/en-1');
    expect(builtIn.asked.map(({ text }) => text)).toEqual(['Two.']);
    expect(made.has('tiny-kokoro')).toBe(false);
  });

  test('of two languages both stay in memory, a third one takes the place of the oldest', async () => {
    const { made, say } = setUp([piper, spanish, german]);
    await say('One.', 'en');
    await say('Uno.', 'es');
    expect(made.get('tiny-piper')!.disposed).toBe(false);
    await say('Eins.', 'de');
    expect(made.get('tiny-piper')!.disposed).toBe(true);
    expect(made.get('piper-es-davefx')!.disposed).toBe(false);
  });
});

test('voices to choose from: the stored ones first; none where nothing is stored', async () => {
  const { voices } = setUp([piper]);
  const ids = (await voices.voices('en')).map(({ id }) => id);
  expect(ids[0]).toContain('browser-speak/tiny-piper');
  expect(ids.at(-1)).toContain('built-in');
  expect(await setUp([]).voices.voices('en')).toHaveLength(1);
});

test('a store that cannot be read is as good as an empty one', async () => {
  const builtIn = new FakeSynthesizer({ id: 'built-in' });
  const voices = createStoredVoices({
    ready: () => Promise.reject(new Error('no database')),
    create: () => builtIn,
    builtIn,
  });
  expect(await voices.voices('en')).toHaveLength(1);
});
