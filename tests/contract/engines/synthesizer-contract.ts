import { describe, expect, test } from 'vitest';
import type { SpeechPiece, Synthesizer } from '../../../src/contracts/engine.ts';
import { testEngine } from './engine-contract.ts';

/** What every synthesizer must hold to. `create` gives a new one that speaks English. */
export function describeSynthesizer(name: string, create: () => Synthesizer): void {
  const never = new AbortController().signal;
  const english = { language: 'en', rate: 1 };

  async function all(engine: Synthesizer, text: string, rate = 1): Promise<SpeechPiece[]> {
    const pieces: SpeechPiece[] = [];
    for await (const piece of engine.synthesize(text, { ...english, rate }, never))
      pieces.push(piece);
    return pieces;
  }
  const secondsOf = (pieces: readonly SpeechPiece[]) =>
    pieces.reduce(
      (sum, piece) =>
        sum + (piece.kind === 'samples' ? piece.samples.length / piece.sampleRateHz : 0),
      0,
    );

  describe(`${name} as a synthesizer`, () => {
    test('names its voices by language, and has none for a language it lacks', async () => {
      const engine = create();
      const voices = await engine.voices('en-US');
      expect(voices.length).toBeGreaterThan(0);
      for (const voice of voices) expect(voice.language).toMatch(/^en\b/);
      expect(new Set(voices.map(({ id }) => id)).size).toBe(voices.length);
      expect(await engine.voices('tlh')).toEqual([]);
      await engine.dispose();
    });

    testEngine(create);

    test('the pieces are the text, in order', async () => {
      const engine = create();
      const pieces = await all(engine, 'Hello there. How are you?');
      expect(pieces.map(({ text }) => text).join(' ')).toBe('Hello there. How are you?');
      await engine.dispose();
    });

    test('samples are sound: mono, within -1..1, not silent, with words that rise', async () => {
      const engine = create();
      for (const piece of await all(engine, 'Good morning.')) {
        if (piece.kind !== 'samples') continue;
        const peak = piece.samples.reduce((max, sample) => Math.max(max, Math.abs(sample)), 0);
        expect(peak).toBeGreaterThan(0.05);
        expect(peak).toBeLessThanOrEqual(1);
        expect(piece.sampleRateHz).toBeGreaterThanOrEqual(8000);
        for (const [index, word] of (piece.words ?? []).entries()) {
          const before = piece.words?.[index - 1];
          expect(word.atMs).toBeGreaterThanOrEqual(before?.atMs ?? 0);
          expect(word.character).toBeGreaterThan(before?.character ?? -1);
          expect(word.character).toBeLessThan(piece.text.length);
        }
      }
      await engine.dispose();
    });

    test('a slower rate takes longer', async () => {
      const engine = create();
      const normal = secondsOf(await all(engine, 'The river rises slowly.'));
      const slow = secondsOf(await all(engine, 'The river rises slowly.', 0.6));
      if (normal > 0) expect(slow).toBeGreaterThan(normal * 1.2);
      await engine.dispose();
    });

    test('nothing to say is no piece', async () => {
      const engine = create();
      expect(await all(engine, '   ')).toEqual([]);
      await engine.dispose();
    });

    test('after an abort iteration throws its reason', async () => {
      const engine = create();
      const control = new AbortController();
      const stream = engine.synthesize('One. Two. Three.', english, control.signal);
      const iterator = stream[Symbol.asyncIterator]();
      expect((await iterator.next()).done).toBe(false);
      const reason = new Error('enough');
      control.abort(reason);
      const rest = (async () => {
        while (!(await iterator.next()).done);
      })();
      await expect(rest).rejects.toBe(reason);
      await engine.dispose();
    });
  });
}
