import type { ChatAnswer, ChatChunk } from '../jobs/chat.ts';

/** A whole answer as one piece of a stream. */
export function answerAsChunk({ choices, usage }: ChatAnswer): ChatChunk {
  const deltas = choices.map(({ content, ...rest }) => ({
    ...rest,
    ...(content === null || content === '' ? {} : { content }),
  }));
  return usage ? { deltas, usage } : { deltas };
}
