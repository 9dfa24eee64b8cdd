import type {
  ChatCompletionChunk,
  ChatCompletionRequestStreaming,
  MLCEngineInterface,
} from '@mlc-ai/web-llm';
import type { ModelEntry } from '../../../contracts/catalog.ts';
import type { ChatMessage, ChatOptions } from '../../../contracts/engine.ts';
import type { ChatRunner } from '../chat-host.ts';
import type { ChatReply } from '../chat-protocol.ts';
import { chatWindow, fitMessages, promptTokens, replyTokens } from '../chat-window.ts';
import { asEngineError, engineError } from '../engine-error.ts';
import type { GpuWatch } from '../gpu-watch.ts';
import { ReplyText } from '../reply-text.ts';
import { WebLlmHistory } from './web-llm-history.ts';

/** The part of the library that is used once a model is loaded. */
export interface WebLlmEngine extends Pick<MLCEngineInterface, 'interruptGenerate' | 'unload'> {
  chatCompletion(
    request: ChatCompletionRequestStreaming,
  ): Promise<AsyncIterable<ChatCompletionChunk>>;
  /** The latest reply as the library holds it. */
  getMessage(): Promise<string>;
}

/** A language model that web-llm has loaded. One call at a time. */
export interface WebLlmChat extends Pick<ChatRunner, 'chat' | 'prefill'> {
  dispose(): Promise<void>;
}

/** Marks of turns of all families in the catalog: in a message they would end a turn or begin one. */
const TURN_MARKS = /<\|[^|<>\s]{1,40}\|>|<\/?s>|<(?:start|end)_of_turn>|<(?:bos|eos)>/g;

/** The library does not let its tokenizer be asked; this errs on the side of too many. */
const BYTES_PER_TOKEN = 3;
/** Marks and names around a message. */
const TOKENS_AROUND = 8;

const utf8 = new TextEncoder();
const roughTokens = (messages: readonly ChatMessage[]) =>
  messages.reduce(
    (sum, { content }) =>
      sum + TOKENS_AROUND + Math.ceil(utf8.encode(content).length / BYTES_PER_TOKEN),
    0,
  );

/** One system message, and first: the library refuses any other. */
function inOrder(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  const clean = messages.map(({ role, content }) => ({
    role,
    content: content.replace(TURN_MARKS, ' '),
  }));
  const system = clean.filter(({ role }) => role === 'system');
  const turns = clean.filter(({ role }) => role !== 'system');
  if (system.length === 0) return turns;
  return [{ role: 'system', content: system.map(({ content }) => content).join('\n\n') }, ...turns];
}

/**
 * Talks through an engine that has loaded `entry`. Loss of the graphics device ends a call with
 * `gpu-lost`; the engine is of no use afterwards and a new one is loaded.
 */
export function createWebLlmChat(
  engine: WebLlmEngine,
  entry: ModelEntry,
  gpu: GpuWatch,
): WebLlmChat {
  const window = chatWindow(entry.contextTokens);
  const history = new WebLlmHistory();
  const lost = gpu.lost().then(({ message }) => {
    throw engineError('gpu-lost', { model: entry.name }, new Error(message));
  });
  lost.catch(() => {});

  function requestOf(
    messages: readonly ChatMessage[],
    { temperature, stop, schema }: ChatOptions,
    maxTokens: number,
  ): ChatCompletionRequestStreaming {
    return {
      messages: messages.map((message) => ({ ...message })),
      stream: true,
      stream_options: { include_usage: true },
      max_tokens: maxTokens,
      ...(temperature === undefined ? {} : { temperature }),
      ...(stop?.length ? { stop: [...stop] } : {}),
      ...(schema
        ? { response_format: { type: 'json_object', schema: JSON.stringify(schema) } }
        : {}),
      // Only these families know the switch; in others it would put a thought into the reply.
      ...(entry.family.startsWith('qwen3') ? { extra_body: { enable_thinking: false } } : {}),
    };
  }

  async function chat(
    messages: readonly ChatMessage[],
    options: ChatOptions,
    onText: (text: string) => void,
    signal: AbortSignal,
  ): Promise<ChatReply> {
    const asked = replyTokens(window, options.maxTokens);
    const known = fitMessages(inOrder(messages), promptTokens(window, asked), roughTokens);
    const { messages: sent, cachedTokens } = history.continued(known);
    history.broken();

    const reply = new ReplyText(options.stop);
    let said = '';
    const say = (text: string) => {
      if (text === '') return;
      said += text;
      onText(text);
    };
    let last: ChatCompletionChunk | undefined;
    let finish: string | null | undefined;
    const stream = await engine.chatCompletion(requestOf(sent, options, asked));
    // To the end in every case: only then does the library let the next one in.
    for await (const chunk of stream) {
      last = chunk;
      const [choice] = chunk.choices;
      finish = choice?.finish_reason ?? finish;
      if (!signal.aborted) say(reply.push(choice?.delta.content ?? ''));
    }
    signal.throwIfAborted();
    say(reply.end());

    const usage = last?.usage;
    const made = usage?.completion_tokens ?? 0;
    const prompt = cachedTokens + (usage?.prompt_tokens ?? 0);
    if (finish === 'stop') {
      // The last token was chosen and never read.
      const tokens = prompt + Math.max(0, made - 1);
      history.ended(known, sent, { raw: await engine.getMessage(), said, tokens });
    }
    const pace = usage?.extra.decode_tokens_per_s ?? 0;
    return {
      finish: finish === 'length' ? 'length' : 'stop',
      promptTokens: prompt,
      replyTokens: made,
      cachedTokens,
      tokensPerSecond: made > 1 && pace > 0 ? pace : null,
    };
  }

  return {
    async chat(messages, options, onText, signal) {
      signal.throwIfAborted();
      const interrupt = () => void engine.interruptGenerate();
      signal.addEventListener('abort', interrupt, { once: true });
      try {
        return await Promise.race([chat(messages, options, onText, signal), lost]);
      } catch (error) {
        signal.throwIfAborted();
        throw tooLong(error, entry, window) ?? asEngineError(error, entry.name);
      } finally {
        signal.removeEventListener('abort', interrupt);
      }
    },
    /**
     * Nothing: this library keeps what it has read only after a reply of its own that ended by
     * itself. A reply of one token ends at its limit, and everything is read again after that.
     */
    prefill: (_messages, signal) =>
      signal.aborted ? Promise.reject(signal.reason as Error) : Promise.resolve(),
    async dispose() {
      gpu.forget();
      await engine.unload();
    },
  };
}

function tooLong(error: unknown, { name }: ModelEntry, limit: number): Error | undefined {
  if (!(error instanceof Error) || error.name !== 'ContextWindowSizeExceededError')
    return undefined;
  const tokens = Number(/prompt tokens: (\d+)/.exec(error.message)?.[1] ?? 0);
  return engineError('chat-too-long', { model: name, tokens, limit }, error);
}
