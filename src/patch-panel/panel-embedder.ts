import { ParleyError } from '../base/parley-error.ts';
import type { Embedder } from '../contracts/engine.ts';
import { inTurn, type Attempt } from './in-turn.ts';
import type { Scope, Switchboard } from './switchboard.ts';
import { warmTarget } from './warm-target.ts';

/**
 * The embedder of a lesson. All vectors of one call come from one model; those of two calls may
 * not, so what is to be compared belongs into one call.
 */
export function createPanelEmbedder(board: Switchboard, scope: Scope): Embedder {
  return {
    id: 'panel/embed',
    async warmUp(onProgress, signal) {
      const [target] = board.inOrder('embed', scope);
      if (!target) throw noMeaning(undefined);
      await warmTarget(board, target, scope, onProgress, signal);
    },
    // Engines belong to the panel and outlive the lesson.
    dispose: () => Promise.resolve(),
    async embed(texts, signal) {
      const turn: Attempt<'embed', readonly Float32Array[]> = {
        async *ask({ engine, signal, asked, sinceMs, took }) {
          asked();
          const vectors = await engine.embed(texts, signal);
          if (texts.length > 0) took({ firstMs: sinceMs() / texts.length });
          yield vectors;
        },
        commits: () => true,
        cut: (error) => error,
        none: noMeaning,
      };
      const call = board.decide('embed', scope);
      for await (const vectors of inTurn(board, 'embed', call, turn, signal)) return vectors;
      return [];
    },
  };
}

function noMeaning(cause: unknown): ParleyError {
  return new ParleyError(
    'embed-none',
    'Nothing here can compare meanings.',
    'The lesson is judged by its own rules. The Routes page says what is missing.',
    cause === undefined ? {} : { cause },
  );
}
