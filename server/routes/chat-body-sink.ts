import { ChatCollector } from '../providers/chat-collector.ts';
import type { ChatAnswer, ChatChoice, ChatChunk, Usage } from '../providers/chat.ts';
import { sendJson, type Exchange } from '../exchange.ts';
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
    sendJson(this.#exchange, 200, {
      id,
      object: 'chat.completion',
      created,
      model: origin.model,
      choices: choices.map(writeChoice),
      ...(usage ? { usage } : undefined),
    });
  }

  fail(): boolean {
    return false;
  }
}

function writeChoice(choice: ChatChoice): Record<string, unknown> {
  return {
    index: choice.index,
    message: {
      role: 'assistant',
      content: choice.content,
      refusal: choice.refusal ?? null,
      ...(choice.reasoning === undefined ? undefined : { reasoning_content: choice.reasoning }),
      ...(choice.toolCalls ? { tool_calls: choice.toolCalls.map(writeToolCall) } : undefined),
    },
    logprobs: choice.logprobs ?? null,
    finish_reason: choice.finishReason,
  };
}

/** In a body, calls stand in order and carry no index. */
function writeToolCall(
  call: Readonly<Record<string, unknown>>,
  position: number,
): Record<string, unknown> {
  return { id: call['id'] ?? `call_${position}`, type: 'function', function: call['function'] };
}
