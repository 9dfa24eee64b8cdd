import type { ChatMessage, ChatModel, ChatOptions } from '../contracts/engine.ts';
import { estimateTokens } from '../tutor/context-budget.ts';

/** The whole reply as text. Rejects with the engine's error or the signal's reason. */
export async function wholeReply(
  model: ChatModel,
  messages: readonly ChatMessage[],
  options: ChatOptions,
  signal: AbortSignal,
): Promise<string> {
  let text = '';
  for await (const part of model.chat(messages, options, signal)) {
    if (part.kind === 'text') text += part.text;
  }
  signal.throwIfAborted();
  return text;
}

/** Whether messages and a reply of `maxTokens` fit the window of a model. */
export function fitsWindow(
  model: ChatModel,
  messages: readonly ChatMessage[],
  maxTokens: number,
): boolean {
  const prompt = messages.reduce((sum, { content }) => sum + estimateTokens(content), 0);
  return prompt + maxTokens <= model.contextTokens;
}
