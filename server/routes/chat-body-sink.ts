import { ChatCollector } from '../providers/chat-collector.ts';
import type { ChatAnswer, ChatChoice, ChatChunk, Usage } from '../jobs/chat.ts';
import { sendJsonText, type Exchange } from '../exchange.ts';
import type { ChatSink, Origin } from './chat-sink.ts';
import { headerText } from './header-text.ts';

export interface BodyOptions {
  readonly id: string;
  /** Seconds since 1970. */
  readonly created: number;
  readonly onUsage: (usage: Usage) => void;
}

/** Sends a chat answer as one JSON body. */
export class ChatBodySink implements ChatSink {
  readonly #exchange: Exchange;
  readonly #options: BodyOptions;
  #collector: ChatCollector | undefined;
  #answer: ChatAnswer | undefined;

  constructor(exchange: Exchange, options: BodyOptions) {
    this.#exchange = exchange;
    this.#options = options;
  }

  chunk(chunk: ChatChunk): boolean {
    this.#collector ??= new ChatCollector();
    this.#collector.add(chunk);
    return true;
  }

  whole(answer: ChatAnswer): void {
    this.#answer = answer;
  }

  ready(): Promise<void> {
    return Promise.resolve();
  }

  restart(): void {
    this.#collector = undefined;
    this.#answer = undefined;
  }

  finish(origin: Origin): void {
    const { response } = this.#exchange;
    const { choices, usage } = this.#answer ?? (this.#collector ?? new ChatCollector()).answer();
    const { id, created, onUsage } = this.#options;
    if (usage) onUsage(usage);
    response.setHeader('x-parley-upstream', origin.upstream);
    response.setHeader('x-parley-model', headerText(origin.model));
    const model = JSON.stringify(origin.model);
    const spent = usage
      ? `,"usage":{"prompt_tokens":${usage.prompt_tokens},"completion_tokens":${usage.completion_tokens},"total_tokens":${usage.total_tokens}}`
      : '';
    sendJsonText(
      this.#exchange,
      200,
      `{"id":"${id}","object":"chat.completion","created":${created},"model":${model},"choices":[${choices.map(writeChoice).join(',')}]${spent}}`,
    );
  }

  fail(): boolean {
    return false;
  }
}

/** Written by hand: all but the words is known, and most answers have nothing else. */
function writeChoice(choice: ChatChoice): string {
  const { index, content, reasoning, refusal, toolCalls, logprobs, finishReason } = choice;
  let message = `"role":"assistant","content":${JSON.stringify(content)},"refusal":${refusal === undefined ? 'null' : JSON.stringify(refusal)}`;
  if (reasoning !== undefined) message += `,"reasoning_content":${JSON.stringify(reasoning)}`;
  if (toolCalls) message += `,"tool_calls":${JSON.stringify(toolCalls.map(writeToolCall))}`;
  return `{"index":${index},"message":{${message}},"logprobs":${logprobs ? JSON.stringify(logprobs) : 'null'},"finish_reason":"${finishReason}"}`;
}

/** In a body, calls stand in order and carry no index. */
function writeToolCall(
  call: Readonly<Record<string, unknown>>,
  position: number,
): Record<string, unknown> {
  return { id: call['id'] ?? `call_${position}`, type: 'function', function: call['function'] };
}
