import { describe, expect, it } from 'vitest';
import type { Embedder } from '../../../src/contracts/engine.ts';
import { rankByWords, rankPassages } from '../../../src/tutor/passage-choice.ts';

const passages = ['Bread is baked.', 'The sea is salty.', 'Rain falls from clouds.'];
const never = new AbortController().signal;

/** Each text is near the axis of the first word it knows. */
const embedder = {
  id: 'fake',
  embed: (texts: readonly string[]) =>
    Promise.resolve(
      texts.map((text) => {
        const at = [/bread|loaf/i, /sea|ocean/i, /rain|wet/i].findIndex((word) => word.test(text));
        return Float32Array.from([0, 1, 2], (axis) => Number(axis === at));
      }),
    ),
} as unknown as Embedder;

describe('passages for a question', () => {
  it('go by rare words without an embedder', async () => {
    const found = await rankPassages('Where does rain come from?', passages, 'en', null, never);
    expect(found[0]?.passage).toBe(passages[2]);
    expect(rankByWords('Is the sea salty?', passages, 'en')[0]?.passage).toBe(passages[1]);
    expect(rankByWords('Who won?', passages, 'en')).toEqual([]);
    expect(rankByWords('Anything', [], 'en')).toEqual([]);
  });

  it('go by meaning with one', async () => {
    const found = await rankPassages('Tell me about the ocean', passages, 'en', embedder, never);
    expect(found.map(({ passage }) => passage)).toEqual([passages[1]]);
  });
});
