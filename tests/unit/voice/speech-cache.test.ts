import { describe, expect, test } from 'vitest';
import type { SynthesizeOptions, Synthesizer } from '../../../src/contracts/engine.ts';
import { createSpeechCache } from '../../../src/voice/speech-cache.ts';
import { FakeSynthesizer, tone } from '../../fakes/fake-synthesizer.ts';

const never = new AbortController().signal;
const english: SynthesizeOptions = { language: 'en', rate: 1 };

async function said(engine: Synthesizer, text: string, options = english): Promise<string[]> {
  const texts: string[] = [];
  for await (const piece of engine.synthesize(text, options, never)) texts.push(piece.text);
  return texts;
}

describe('a cache of speech', () => {
  test('makes a line once for the same text, pace and voice', async () => {
    const engine = new FakeSynthesizer();
    const cache = createSpeechCache(engine);
    expect(await said(cache, 'One. Two.')).toEqual(['One.', 'Two.']);
    expect(await said(cache, 'One. Two.')).toEqual(['One.', 'Two.']);
    expect(engine.asked).toHaveLength(1);
    await said(cache, 'One. Two.', { ...english, rate: 0.7 });
    await said(cache, 'One. Two.', { ...english, voice: 'other' });
    expect(engine.asked).toHaveLength(3);
  });

  test('a prepared line is ready', async () => {
    const engine = new FakeSynthesizer();
    const cache = createSpeechCache(engine);
    await cache.prepare('Hello.', english, never);
    await cache.prepare('Hello.', english, never);
    await said(cache, 'Hello.');
    expect(engine.asked).toHaveLength(1);
  });

  test('preparing never fails', async () => {
    const engine = new FakeSynthesizer({ failure: { after: 0, error: new Error('no') } });
    await createSpeechCache(engine).prepare('Hello.', english, never);
  });

  test('keeps no half line and no platform voice', async () => {
    const engine = new FakeSynthesizer();
    const cache = createSpeechCache(engine);
    for await (const piece of cache.synthesize('One. Two.', english, never)) {
      expect(piece.text).toBe('One.');
      break;
    }
    await said(cache, 'One. Two.');
    expect(engine.asked).toHaveLength(2);

    const platform = new FakeSynthesizer({
      pieces: (text) => [tone(text, 10), { kind: 'platform', text, play: () => Promise.resolve() }],
    });
    const other = createSpeechCache(platform);
    await said(other, 'Hi.');
    await said(other, 'Hi.');
    expect(platform.asked).toHaveLength(2);
  });

  test('drops what was not said for longest when it is full', async () => {
    const engine = new FakeSynthesizer({ pieces: (text) => [tone(text, 100)] });
    const bytes = tone('a', 100).samples.byteLength;
    const cache = createSpeechCache(engine, bytes * 2);
    for (const text of ['a', 'b', 'a', 'c', 'a', 'b']) await said(cache, text);
    expect(engine.asked.map(({ text }) => text)).toEqual(['a', 'b', 'c', 'b']);
  });

  test('a line larger than the cache is said and forgotten', async () => {
    const engine = new FakeSynthesizer();
    const cache = createSpeechCache(engine, 10);
    await said(cache, 'Long.');
    await said(cache, 'Long.');
    expect(engine.asked).toHaveLength(2);
  });

  /** An engine that makes a line when the test lets it. */
  function slowEngine() {
    const waiting: (() => void)[] = [];
    const engine = new FakeSynthesizer();
    const plain = engine.synthesize.bind(engine);
    const stopped: string[] = [];
    engine.synthesize = async function* (text, options, signal) {
      signal.addEventListener('abort', () => stopped.push(text));
      await new Promise<void>((resolve) => waiting.push(resolve));
      signal.throwIfAborted();
      yield* plain(text, options, signal);
    };
    const next = async () => {
      await settled();
      waiting.shift()?.();
      await settled();
    };
    return { engine, next, stopped };
  }
  const settled = () => new Promise((resolve) => setTimeout(resolve));

  test('a line that is being made ahead is waited for, not made twice', async () => {
    const { engine, next } = slowEngine();
    const cache = createSpeechCache(engine);
    const preparing = cache.prepare('Right.', english, never);
    await settled();
    const line = said(cache, 'Right.');
    await next();
    expect(await line).toEqual(['Right.']);
    await preparing;
    expect(engine.asked).toHaveLength(1);
  });

  test('a line that is wanted now stops what is made ahead, which begins again behind it', async () => {
    const { engine, next, stopped } = slowEngine();
    const cache = createSpeechCache(engine);
    void cache.prepare('Later.', english, never);
    await settled();
    const line = said(cache, 'Now.');
    await settled();
    expect(stopped).toEqual(['Later.']);
    const again = cache.prepare('Later.', english, never);
    await next();
    await next();
    expect(await line).toEqual(['Now.']);
    await next();
    await again;
    await said(cache, 'Later.');
    expect(engine.asked.map(({ text }) => text)).toEqual(['Now.', 'Later.']);
  });

  test('who waits to prepare a line and gives up prepares nothing', async () => {
    const { engine, next } = slowEngine();
    const cache = createSpeechCache(engine);
    const line = said(cache, 'Now.');
    await settled();
    const control = new AbortController();
    const preparing = cache.prepare('Later.', english, control.signal);
    control.abort();
    await next();
    await line;
    await preparing;
    expect(engine.asked).toHaveLength(1);
  });
});
