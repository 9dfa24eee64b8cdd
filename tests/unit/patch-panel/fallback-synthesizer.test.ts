import { describe, expect, test } from 'vitest';
import type { SpeechPiece, Synthesizer } from '../../../src/contracts/engine.ts';
import { createFallbackSynthesizer } from '../../../src/patch-panel/fallback-synthesizer.ts';
import { FakeSynthesizer, tone } from '../../fakes/fake-synthesizer.ts';

const never = new AbortController().signal;

async function pieces(engine: Synthesizer, text: string, language = 'en', voice?: string) {
  const found: SpeechPiece[] = [];
  const options = { language, rate: 1, ...(voice ? { voice } : {}) };
  for await (const piece of engine.synthesize(text, options, never)) found.push(piece);
  return found;
}

describe('the first synthesizer that can', () => {
  test('speaks, and no reason is needed', async () => {
    const [first, second] = [new FakeSynthesizer({ id: 'a' }), new FakeSynthesizer({ id: 'b' })];
    const engine = createFallbackSynthesizer([first, second]);
    expect(await pieces(engine, 'Hi.')).toHaveLength(1);
    expect(engine.lastChoice).toEqual({ engineId: 'a', passedOver: [] });
    expect(second.asked).toHaveLength(0);
  });

  test('is the next one where the first has no voice for the language', async () => {
    const engine = createFallbackSynthesizer([
      new FakeSynthesizer({ id: 'a', languages: ['en'] }),
      new FakeSynthesizer({ id: 'b', languages: ['en', 'es'] }),
    ]);
    await pieces(engine, 'Hola.', 'es');
    expect(engine.lastChoice).toEqual({
      engineId: 'b',
      passedOver: [{ engineId: 'a', because: 'It has no voice for es.' }],
    });
    await pieces(engine, 'Hi.', 'en');
    expect(engine.lastChoice?.engineId).toBe('a');
  });

  test('takes over when one fails before its first piece, for good', async () => {
    const broken = new FakeSynthesizer({
      id: 'a',
      failure: { after: 0, error: new Error('Out of order.') },
    });
    const engine = createFallbackSynthesizer([broken, new FakeSynthesizer({ id: 'b' })]);
    expect(await pieces(engine, 'Hi.')).toHaveLength(1);
    await pieces(engine, 'Again.');
    expect(engine.lastChoice).toEqual({
      engineId: 'b',
      passedOver: [{ engineId: 'a', because: 'Out of order.' }],
    });
    expect(broken.asked).toHaveLength(1);
  });

  test('does not begin a line again that was half said', async () => {
    const broken = new FakeSynthesizer({ failure: { after: 1, error: new Error('Gone.') } });
    const engine = createFallbackSynthesizer([broken, new FakeSynthesizer({ id: 'b' })]);
    await expect(pieces(engine, 'One. Two.')).rejects.toThrow('Gone.');
    expect(await pieces(engine, 'Three.')).toHaveLength(1);
    expect(engine.lastChoice?.engineId).toBe('b');
  });

  test('a chosen voice brings its engine to the front', async () => {
    const engine = createFallbackSynthesizer([
      new FakeSynthesizer({ id: 'a' }),
      new FakeSynthesizer({ id: 'b' }),
    ]);
    await pieces(engine, 'Hi.', 'en', 'b/en');
    expect(engine.lastChoice?.engineId).toBe('b');
    await pieces(engine, 'Hi.', 'en', 'unknown');
    expect(engine.lastChoice?.engineId).toBe('a');
  });

  test('says voice-none when nobody can', async () => {
    const engine = createFallbackSynthesizer([new FakeSynthesizer()]);
    await expect(pieces(engine, 'Salve.', 'la')).rejects.toMatchObject({ code: 'voice-none' });
  });

  test('an abort is an abort, not a failure', async () => {
    const first = new FakeSynthesizer({ id: 'a' });
    const engine = createFallbackSynthesizer([first, new FakeSynthesizer({ id: 'b' })]);
    const stopped = engine.synthesize('Hi.', { language: 'en', rate: 1 }, AbortSignal.abort());
    await expect(stopped[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      name: 'AbortError',
    });
    await pieces(engine, 'Hi.');
    expect(engine.lastChoice?.engineId).toBe('a');
  });

  test('offers the voices of all', async () => {
    const engine = createFallbackSynthesizer([
      new FakeSynthesizer({ id: 'a' }),
      new FakeSynthesizer({ id: 'b' }),
    ]);
    expect((await engine.voices('en')).map(({ id }) => id)).toEqual(['a/en', 'b/en']);
  });
});

describe('a platform voice', () => {
  const stuck = () =>
    new FakeSynthesizer({
      id: 'system',
      pieces: (text) => [
        { kind: 'platform', text, play: () => Promise.reject(new Error('It does not answer.')) },
      ],
    });

  test('that fails silently has its text spoken by the next, now and from then on', async () => {
    const engine = createFallbackSynthesizer([
      stuck(),
      new FakeSynthesizer({ id: 'b', pieces: (text) => [tone(text, 50)] }),
    ]);
    const [piece] = await pieces(engine, 'Hello there.');
    if (piece?.kind !== 'platform') throw new Error('expected a platform piece');
    await expect(piece.play(() => {}, never)).rejects.toThrow();
    const instead: SpeechPiece[] = [];
    for await (const each of piece.instead?.(never) ?? []) instead.push(each);
    expect(instead).toMatchObject([{ kind: 'samples', text: 'Hello there.' }]);
    expect(await pieces(engine, 'Next.')).toMatchObject([{ kind: 'samples' }]);
    expect(engine.lastChoice?.passedOver).toEqual([
      { engineId: 'system', because: 'It does not answer.' },
    ]);
  });
});
