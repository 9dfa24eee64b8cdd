import type { ChatCompletionChunk, ChatCompletionRequestStreaming } from '@mlc-ai/web-llm';
import type { WebLlmEngine } from '../../src/engines/in-browser/web-llm/web-llm-chat.ts';

interface Held {
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  readonly tokens: number;
}

const EMPTY_THOUGHT = '<think>\n\n</think>\n\n';
const words = (text: string) => text.split(/(?<= )/).filter(Boolean);
const tokensOf = (messages: Held['messages']) =>
  messages.reduce((sum, { content }) => sum + 2 + words(String(content)).length, 0);

/**
 * Behaves as MLCEngine 0.2.86 does between turns, read from its source: it goes on from what it
 * holds only when the messages before the last are the same letter by letter and the last reply
 * ended by itself; its counts are those of the round alone. A word is a token; the answer is always
 * the same.
 */
export class FakeMlcEngine implements WebLlmEngine {
  readonly requests: ChatCompletionRequestStreaming[] = [];
  unloaded = false;
  /** Thrown by the next call. */
  failure: Error | undefined;
  #held: Held | null = null;
  #message = '';
  #interrupted = false;
  readonly #answer: string;

  constructor(answer = 'The capital of France is Paris.') {
    this.#answer = answer;
  }

  interruptGenerate(): void {
    this.#interrupted = true;
  }

  unload(): Promise<void> {
    this.unloaded = true;
    return Promise.resolve();
  }

  getMessage(): Promise<string> {
    return Promise.resolve(this.#message);
  }

  chatCompletion(
    request: ChatCompletionRequestStreaming,
  ): Promise<AsyncIterable<ChatCompletionChunk>> {
    const { messages } = request;
    this.requests.push(request);
    const wrong =
      messages.at(-1)?.role !== 'user' || messages.slice(1).some(({ role }) => role === 'system');
    if (wrong) return Promise.reject(new Error('MessageOrderError'));
    return Promise.resolve(this.#stream(request));
  }

  async *#stream(request: ChatCompletionRequestStreaming): AsyncGenerator<ChatCompletionChunk> {
    this.#interrupted = false;
    const before = request.messages.slice(0, -1) as Held['messages'];
    const goesOn =
      this.#held !== null && JSON.stringify(this.#held.messages) === JSON.stringify(before);
    const prompt = goesOn
      ? tokensOf(request.messages.slice(-1) as Held['messages'])
      : tokensOf(request.messages as Held['messages']);
    const cached = goesOn ? (this.#held?.tokens ?? 0) : 0;
    this.#held = null;
    let made = 0;
    let finish: 'stop' | 'length' | 'abort' = 'stop';
    this.#message = request.extra_body?.enable_thinking === false ? EMPTY_THOUGHT : '';
    let told = 0;
    for (const word of words(this.#answer)) {
      await new Promise((resolve) => setTimeout(resolve));
      const { failure } = this;
      if (failure) {
        this.failure = undefined;
        throw failure;
      }
      if (this.#interrupted) {
        finish = 'abort';
        break;
      }
      this.#message += word;
      made += 1;
      const stop = [request.stop ?? []].flat().find((text) => this.#message.includes(text));
      if (stop !== undefined)
        this.#message = this.#message.slice(0, this.#message.lastIndexOf(stop));
      yield this.#chunk([
        { index: 0, delta: { content: this.#message.slice(told) }, finish_reason: null },
      ]);
      told = this.#message.length;
      if (stop !== undefined) break;
      if (made >= (request.max_tokens ?? Infinity)) {
        finish = 'length';
        break;
      }
    }
    // The mark at the end of a turn is a token, too.
    if (finish === 'stop') made += 1;
    yield this.#chunk([{ index: 0, delta: {}, finish_reason: finish }]);
    if (finish === 'stop') {
      const messages = [
        ...(request.messages as Held['messages']),
        { role: 'assistant', content: this.#message },
      ];
      this.#held = { messages, tokens: cached + prompt + made - 1 };
    }
    yield {
      ...this.#chunk([]),
      usage: {
        prompt_tokens: prompt,
        completion_tokens: made,
        total_tokens: prompt + made,
        extra: {
          e2e_latency_s: 1,
          prefill_tokens_per_s: 100,
          decode_tokens_per_s: 20,
          time_to_first_token_s: 0.1,
          time_per_output_token_s: 0.05,
        },
      },
    };
  }

  #chunk(choices: ChatCompletionChunk['choices']): ChatCompletionChunk {
    return { id: 'x', choices, model: 'm', object: 'chat.completion.chunk', created: 1 };
  }
}
