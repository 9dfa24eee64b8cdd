import { describe, expect, test } from 'vitest';
import type { Embedder } from '../../../src/contracts/engine.ts';
import { testEngine } from './engine-contract.ts';

const cosine = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);

/** What every embedder must hold to. */
export function describeEmbedder(name: string, create: () => Embedder): void {
  const never = new AbortController().signal;

  describe(`${name} as an embedder`, () => {
    testEngine(create);

    test('gives a vector of length one for each text, all of one size', async () => {
      const engine = create();
      const texts = ['The cat sleeps.', '¿Qué hora es?', 'a', ''];
      const vectors = await engine.embed(texts, never);
      expect(vectors).toHaveLength(texts.length);
      expect(new Set(vectors.map(({ length }) => length)).size).toBe(1);
      for (const vector of vectors) expect(cosine(vector, vector)).toBeCloseTo(1, 3);
      await engine.dispose();
    });

    test('the order is that of the texts, alone or among many', async () => {
      const engine = create();
      const texts = Array.from({ length: 70 }, (_, index) => `This is sentence ${index}.`);
      const together = await engine.embed(texts, never);
      for (const index of [0, 33, 69]) {
        const [alone] = await engine.embed([texts[index]!], never);
        // Padding beside longer texts may move the last bits.
        expect(cosine(together[index]!, alone!)).toBeGreaterThan(0.99);
      }
      await engine.dispose();
    });

    test('no texts, no vectors', async () => {
      const engine = create();
      expect(await engine.embed([], never)).toEqual([]);
      await engine.dispose();
    });

    test('after an abort it rejects with the reason', async () => {
      const engine = create();
      const reason = new Error('enough');
      await expect(engine.embed(['a'], AbortSignal.abort(reason))).rejects.toBe(reason);
      const control = new AbortController();
      const running = engine.embed(['The cat sleeps.'], control.signal);
      control.abort(reason);
      await expect(running).rejects.toBe(reason);
      await engine.dispose();
    });
  });
}
