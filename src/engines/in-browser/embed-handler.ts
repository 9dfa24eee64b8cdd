import { OneAtATime } from '../../base/one-at-a-time.ts';
import type { EmbedPart, EmbedRequest, EmbedResult } from './embed-protocol.ts';
import type { ModelTarget, OnLoadProgress, Ready } from './model-slot.ts';
import type { TextEmbedder } from '../transformers/text-embedder.ts';
import type { WorkerHandler } from '../../base/worker/worker-serve.ts';

/** Answers the page, one request after another. */
export function createEmbedHandler(
  ready: (target: ModelTarget, onProgress: OnLoadProgress) => Promise<Ready<TextEmbedder>>,
): WorkerHandler<EmbedRequest, EmbedPart, EmbedResult> {
  const turns = new OneAtATime();
  return (request, part, signal) =>
    turns.run(async () => {
      const { model, loaded } = await ready(request, (progress) => part(progress));
      const texts = request.type === 'embed' ? request.texts : [];
      return { loaded, vectors: await model.embed(texts, signal) };
    }, signal);
}
