import { OneAtATime } from '../../base/one-at-a-time.ts';
import type { ChatMessage, ChatModel, ChatOptions, ChatPart } from '../../contracts/engine.ts';
import { ChatReply } from './chat-reply.ts';
import { eventsOf } from './event-stream.ts';
import { askTarget, type HttpAnswer } from './http-answer.ts';
import { DEFAULT_CONTEXT_TOKENS, hostOf, type HttpTarget } from './http-target.ts';
import { createWarmUp } from './warm-up.ts';

/** After a reply is whole, counts may follow; nobody waits long for them. */
const COUNTS_MS = 1000;

/**
 * A language model behind an address of the OpenAI dialect. Half a reply is never given as a whole
 * one. `prefill` does nothing, because what servers keep between calls they keep by themselves, and some
 * are paid by the token.
 */
export function createHttpChat(target: HttpTarget): ChatModel {
  const turns = new OneAtATime();

  /** `loading`: nobody waits for words, and the model may have to be loaded. */
  async function* reply(
    messages: readonly ChatMessage[],
    options: ChatOptions,
    loading: boolean,
    signal: AbortSignal,
  ): AsyncGenerator<ChatPart> {
    const startMs = performance.now();
    const done = await turns.turn(signal);
    let answer: HttpAnswer | undefined;
    const question = {
      service: 'chat/completions',
      body: chatBody(target, messages, options),
      whole: loading,
    };
    try {
      answer = await askTarget(target, question, signal);
      const made = new ChatReply({
        host: hostOf(target),
        headers: answer.headers,
        model: target.model,
        promptCharacters: messages.reduce((sum, { content }) => sum + content.length, 0),
        startMs,
        now: () => performance.now(),
      });
      for await (const text of textsOf(answer, made, hostOf(target))) {
        signal.throwIfAborted();
        if (text !== '') yield { kind: 'text', text };
      }
      signal.throwIfAborted();
      yield { kind: 'end', ...made.end() };
    } finally {
      answer?.close();
      done();
    }
  }

  return {
    id: target.id,
    contextTokens: target.contextTokens ?? DEFAULT_CONTEXT_TOKENS,
    chat: (messages, options, signal) => reply(messages, options, false, signal),
    prefill: (_messages, signal) =>
      signal.aborted ? Promise.reject(signal.reason as Error) : Promise.resolve(),
    warmUp: createWarmUp(async (signal) => {
      const hello = [{ role: 'user', content: 'Hello' }] as const;
      for await (const part of reply(hello, { maxTokens: 1 }, true, signal))
        if (part.kind === 'end') return;
    }),
    dispose: () => Promise.resolve(),
  };
}

async function* textsOf(
  answer: HttpAnswer,
  reply: ChatReply,
  host: string,
): AsyncGenerator<string> {
  // Some servers do not stream although they were asked to.
  if (/^application\/json\b/i.test(answer.headers.get('content-type') ?? '')) {
    yield reply.whole(await answer.json());
  } else {
    try {
      for await (const data of eventsOf(answer, host)) {
        yield reply.event(data);
        if (reply.over) break;
        if (reply.finished) answer.patience.alive(COUNTS_MS);
      }
    } catch (error) {
      // Only the counts are missing.
      if (!reply.finished) throw error;
    }
  }
  yield reply.last();
}

function chatBody(
  { model }: HttpTarget,
  messages: readonly ChatMessage[],
  { maxTokens, temperature, stop, schema }: ChatOptions,
): Record<string, unknown> {
  return {
    model,
    messages,
    stream: true,
    stream_options: { include_usage: true },
    ...(maxTokens === undefined ? {} : { max_tokens: maxTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(stop?.length ? { stop } : {}),
    ...(schema
      ? { response_format: { type: 'json_schema', json_schema: { name: 'reply', schema } } }
      : {}),
    // A tutor that thinks first is silent too long. Servers that run this family know the switch.
    ...(/qwen-?3/i.test(model) ? { chat_template_kwargs: { enable_thinking: false } } : {}),
  };
}
