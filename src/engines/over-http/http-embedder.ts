import type { Embedder } from '../../contracts/engine.ts';
import { askTarget } from './http-answer.ts';
import { httpError } from './http-errors.ts';
import { hostOf, type HttpTarget } from './http-target.ts';
import { readVectors } from './read-vectors.ts';
import { createWarmUp } from './warm-up.ts';

/** More texts at once would make one answer late rather than all of them sooner. */
const BATCH_TEXTS = 64;

/** Embeddings behind an address of the OpenAI dialect, in batches. */
export function createHttpEmbedder(target: HttpTarget): Embedder {
  async function batch(texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]> {
    const body = {
      model: target.model,
      // The dialect refuses an empty text.
      input: texts.map((text) => text || ' '),
      encoding_format: 'base64',
    };
    const answer = await askTarget(target, { service: 'embeddings', body, whole: true }, signal);
    try {
      const vectors = readVectors(await answer.json(), texts.length);
      if (!vectors) throw httpError('unreadable', hostOf(target));
      return vectors;
    } finally {
      answer.close();
    }
  }

  return {
    id: target.id,
    warmUp: createWarmUp((signal) => batch(['a'], signal)),
    dispose: () => Promise.resolve(),
    async embed(texts, signal) {
      signal.throwIfAborted();
      const vectors: Float32Array[] = [];
      for (let at = 0; at < texts.length; at += BATCH_TEXTS) {
        vectors.push(...(await batch(texts.slice(at, at + BATCH_TEXTS), signal)));
        signal.throwIfAborted();
      }
      if (vectors.some(({ length }) => length !== vectors[0]?.length)) {
        throw httpError('unreadable', hostOf(target));
      }
      return vectors;
    },
  };
}
