import { describe, expect, test } from 'vitest';
import { createFallbackTranscriber } from '../../../src/patch-panel/fallback-transcriber.ts';
import { FakeTranscriber } from '../../fakes/fake-transcriber.ts';

const never = new AbortController().signal;

// eslint-disable-next-line @typescript-eslint/require-await -- an async iterable is what is wanted
async function* frames(count: number): AsyncGenerator<Float32Array> {
  for (let index = 0; index < count; index += 1) yield new Float32Array(512);
}

async function heard(
  engine: FakeTranscriber | ReturnType<typeof createFallbackTranscriber>,
  language = 'en',
) {
  const texts: string[] = [];
  for await (const { text } of engine.transcribe(frames(3), { language }, never)) texts.push(text);
  return texts;
}

describe('the first transcriber that can', () => {
  test('answers', async () => {
    const engine = createFallbackTranscriber([
      new FakeTranscriber({ id: 'a' }),
      new FakeTranscriber({ id: 'b' }),
    ]);
    expect(await heard(engine)).toEqual(['1536 samples']);
    expect(engine.lastChoice).toEqual({ engineId: 'a', passedOver: [] });
  });

  test('is one that understands the language', async () => {
    const engine = createFallbackTranscriber([
      new FakeTranscriber({ id: 'a', languages: ['en'] }),
      new FakeTranscriber({ id: 'b', languages: ['es'] }),
    ]);
    await heard(engine, 'es-MX');
    expect(engine.lastChoice?.passedOver).toEqual([
      { engineId: 'a', because: 'It does not understand es-MX.' },
    ]);
    expect(engine.languages).toEqual(['en', 'es']);
  });

  test('hears the whole utterance again when the one before failed', async () => {
    const engine = createFallbackTranscriber([
      new FakeTranscriber({ id: 'a', failure: new Error('No memory.') }),
      new FakeTranscriber({ id: 'b' }),
    ]);
    expect(await heard(engine)).toEqual(['1536 samples']);
    expect(engine.lastChoice).toEqual({
      engineId: 'b',
      passedOver: [{ engineId: 'a', because: 'No memory.' }],
    });
  });

  test('tells the last error, or hearing-none when nobody was asked', async () => {
    const failing = createFallbackTranscriber([new FakeTranscriber({ failure: new Error('No.') })]);
    await expect(heard(failing)).rejects.toThrow('No.');
    await expect(heard(createFallbackTranscriber([]), 'fr')).rejects.toMatchObject({
      code: 'hearing-none',
    });
  });
});
