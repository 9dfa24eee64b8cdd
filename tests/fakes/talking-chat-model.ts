import type { ChatMessage, ChatModel, ChatOptions, ChatPart } from '../../src/contracts/engine.ts';

/** What a fake model does with one question. */
export interface FakeReply {
  readonly text: string;
  /** Thrown after the text. */
  readonly error?: Error;
}

/** A model that says what a test tells it, word by word, and remembers what it was told. */
export class TalkingChatModel implements ChatModel {
  readonly id = 'fake-chat';
  readonly contextTokens: number;
  readonly asked: { messages: readonly ChatMessage[]; options: ChatOptions }[] = [];
  readonly prefilled: (readonly ChatMessage[])[] = [];
  /** Calls that were aborted before their end. */
  aborted = 0;
  /** While true a reply stops after each word until `release`. */
  hold = false;
  readonly #reply: (asked: string, call: number) => FakeReply | string;
  #released: (() => void)[] = [];

  constructor(
    reply: (asked: string, call: number) => FakeReply | string = (asked) => `You said ${asked}.`,
    contextTokens = 8192,
  ) {
    this.#reply = reply;
    this.contextTokens = contextTokens;
  }

  warmUp = () => Promise.resolve();
  dispose = () => Promise.resolve();

  prefill(messages: readonly ChatMessage[]): Promise<void> {
    this.prefilled.push(messages);
    return Promise.resolve();
  }

  /** Lets every reply that is held go on by one word. */
  release(): void {
    const waiting = this.#released;
    this.#released = [];
    for (const go of waiting) go();
  }

  async *chat(
    messages: readonly ChatMessage[],
    options: ChatOptions,
    signal: AbortSignal,
  ): AsyncGenerator<ChatPart> {
    this.asked.push({ messages, options });
    const told = this.#reply(messages.at(-1)?.content ?? '', this.asked.length);
    const { text, error } = typeof told === 'string' ? { text: told, error: undefined } : told;
    try {
      for (const word of text.match(/\S+\s*/g) ?? []) {
        if (this.hold) {
          await new Promise<void>((resolve) => {
            this.#released.push(resolve);
            signal.addEventListener('abort', () => resolve());
          });
        }
        await Promise.resolve();
        signal.throwIfAborted();
        yield { kind: 'text', text: word };
      }
    } catch (reason) {
      this.aborted++;
      throw reason;
    }
    if (error) throw error;
    yield {
      kind: 'end',
      finish: 'stop',
      model: this.id,
      promptTokens: 1,
      replyTokens: 1,
      cachedTokens: 0,
      firstTokenMs: 1,
      tokensPerSecond: null,
    };
  }
}
