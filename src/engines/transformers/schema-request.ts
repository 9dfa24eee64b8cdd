import type { ChatMessage, ChatOptions } from '../../contracts/engine.ts';

/**
 * The messages with the wish for JSON at the end of the learner's last one. It stands at the end so
 * that what comes before stays as it was, and a cache of it useful.
 */
export function withSchema(
  messages: readonly ChatMessage[],
  schema: ChatOptions['schema'],
): readonly ChatMessage[] {
  const last = messages.findLastIndex(({ role }) => role === 'user');
  if (!schema || last < 0) return messages;
  const wish = `Answer with one line of JSON that follows this schema: ${JSON.stringify(schema)}`;
  return messages.map((message, index) =>
    index === last ? { ...message, content: `${message.content}\n\n${wish}` } : message,
  );
}
