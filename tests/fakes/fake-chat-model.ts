import type { ChatMessage, ChatModel, ChatPart } from '../../src/contracts/engine.ts';

export interface FakeChatOptions {
  readonly id?: string;
  /** The reply, word by word. */
  readonly words?: readonly string[];
  /** Thrown after that many words. */
  readonly failure?: { readonly after: number; readonly error: Error };
  readonly tokensPerSecond?: number;
  readonly firstTokenMs?: number;
}

/** Answers every question with the same words. */
export class FakeChatModel implements ChatModel {
  readonly id: string;
  readonly contextTokens = 1000;
  readonly asked: (readonly ChatMessage[])[] = [];
  readonly prefilled: (readonly ChatMessage[])[] = [];
  warmed = 0;
  options: FakeChatOptions;

  constructor(options: FakeChatOptions = {}) {
    this.id = options.id ?? 'fake';
    this.options = options;
  }

  async warmUp(_: unknown, signal: AbortSignal): Promise<void> {
    await Promise.resolve();
    signal.throwIfAborted();
    this.warmed += 1;
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }

  prefill(messages: readonly ChatMessage[]): Promise<void> {
    this.prefilled.push(messages);
    return Promise.resolve();
  }

  async *chat(
    messages: readonly ChatMessage[],
    _options: unknown,
    signal: AbortSignal,
  ): AsyncGenerator<ChatPart> {
    this.asked.push(messages);
    const { words = ['Well', 'done.'], failure, id = 'fake' } = this.options;
    for (const [index, word] of [...words, null].entries()) {
      await Promise.resolve();
      signal.throwIfAborted();
      if (failure?.after === index) throw failure.error;
      if (word !== null) yield { kind: 'text', text: word };
    }
    const { tokensPerSecond = 20, firstTokenMs = 100 } = this.options;
    yield {
      kind: 'end',
      finish: 'stop',
      model: id,
      promptTokens: 10,
      replyTokens: words.length,
      cachedTokens: 0,
      firstTokenMs,
      tokensPerSecond,
    };
  }
}
