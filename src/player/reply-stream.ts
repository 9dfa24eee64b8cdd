import { linkedAbort } from '../base/linked-abort.ts';
import type { ChatEnd, ChatMessage, ChatModel } from '../contracts/engine.ts';
import { SentenceSplitter } from './sentence-splitter.ts';

/** What a reply is asked with. */
export interface ReplyAsked {
  readonly model: ChatModel;
  /** Passages may have to be looked up first. */
  readonly messages: (signal: AbortSignal) => Promise<readonly ChatMessage[]>;
  readonly maxTokens: number;
  /** ms, monotonic. */
  readonly now: () => number;
}

/**
 * A reply being made, cut into sentences as it comes. It is made at the model's own speed, whether
 * or not anybody reads the sentences yet; they are kept, so it may be started before it is known
 * that it is wanted. It never throws: what went wrong is in `error` once `done` has settled.
 */
export class ReplyStream {
  /** The text as the model made it. */
  raw = '';
  /** Sentences worth speaking, so far. */
  readonly sentences: string[] = [];
  readonly startedAtMs: number;
  firstTextAtMs: number | null = null;
  end: ChatEnd | null = null;
  error: unknown = null;
  readonly done: Promise<void>;
  readonly #control: AbortController;
  #over = false;
  #waiting: (() => void)[] = [];

  constructor(asked: ReplyAsked, signal: AbortSignal) {
    this.#control = linkedAbort(signal);
    this.startedAtMs = asked.now();
    this.done = this.#run(asked, this.#control.signal);
  }

  /** Stops the model; what was made so far stays. */
  cancel(): void {
    this.#control.abort();
  }

  /** The sentences from the first on, each as soon as it is complete. Ends with the reply. */
  async *read(): AsyncGenerator<string> {
    for (let next = 0; ;) {
      const sentence = this.sentences[next];
      if (sentence !== undefined) {
        next++;
        yield sentence;
      } else if (this.#over) return;
      else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  async #run({ model, messages, maxTokens, now }: ReplyAsked, signal: AbortSignal): Promise<void> {
    const splitter = new SentenceSplitter();
    try {
      const told = await messages(signal);
      for await (const part of model.chat(told, { task: 'chat', maxTokens }, signal)) {
        signal.throwIfAborted();
        if (part.kind === 'end') {
          this.end = part;
          continue;
        }
        if (this.firstTextAtMs === null && part.text.trim() !== '') this.firstTextAtMs = now();
        this.raw += part.text;
        this.#add(splitter.push(part.text));
      }
      this.#add(splitter.flush());
    } catch (error) {
      this.error = error;
    } finally {
      this.#over = true;
      this.#wake();
      // Lets go of the caller's signal.
      this.#control.abort();
    }
  }

  #add(sentences: readonly string[]): void {
    if (sentences.length === 0) return;
    this.sentences.push(...sentences);
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
