import type { ChatEnd } from '../../contracts/engine.ts';
import { ThinkFilter } from '../think-filter.ts';
import { httpError } from './http-errors.ts';
import { isRecord, refusalError } from './refusal.ts';

/** What is known of a reply before it begins. */
interface ReplyOptions {
  readonly host: string;
  readonly headers: Headers;
  /** What was asked for, for servers that do not say what served. */
  readonly model: string;
  /** Characters of the prompt, for servers that do not count tokens. */
  readonly promptCharacters: number;
  /** When the call began, by `performance.now`. */
  readonly startMs: number;
  readonly now: () => number;
}

/** Characters of a token, roughly; only where nobody counted. */
const CHARACTERS_PER_TOKEN = 4;

/** Puts a streamed reply together: events in, text without thoughts out, then how it ended. */
export class ChatReply {
  readonly #options: ReplyOptions;
  readonly #filter = new ThinkFilter();
  #model: string;
  #pieces = 0;
  #firstTextMs: number | undefined;
  #firstMs = 0;
  #lastMs = 0;
  #finish: ChatEnd['finish'] | undefined;
  #done = false;
  #usage: Record<string, unknown> = {};

  constructor(options: ReplyOptions) {
    this.#options = options;
    this.#model = options.headers.get('x-parley-model') || options.model;
  }

  /** True when nothing more is to come. */
  get over(): boolean {
    return this.#done;
  }

  /** True when the reply is whole, though counts may follow. */
  get finished(): boolean {
    return this.#finish !== undefined;
  }

  /**
   * Takes the data of one event; returns the text in it, often none.
   * @throws ParleyError for an error inside the stream.
   */
  event(data: string): string {
    if (data === '[DONE]') {
      this.#done = true;
      return '';
    }
    let event: unknown;
    try {
      event = JSON.parse(data);
    } catch {
      // A broken line between good ones: if it held the end, the reply will be found cut.
      return '';
    }
    return isRecord(event) ? this.#chunk(event) : '';
  }

  /**
   * Takes an answer that came in one piece.
   * @throws ParleyError `http-unreadable` when it is none.
   */
  whole(answer: unknown): string {
    const choice = firstChoice(answer);
    if (!isRecord(answer) || (!choice && !answer['error'])) {
      throw httpError('unreadable', this.#options.host);
    }
    const text = this.#chunk({
      ...answer,
      choices: [{ ...choice, delta: choice?.['message'] }],
    });
    this.#finish ??= 'stop';
    return text;
  }

  /**
   * The source ended. Returns the last text, held back until it was certain.
   * @throws ParleyError `http-cut` when the reply is not whole, whatever HTTP says.
   */
  last(): string {
    const { host } = this.#options;
    if (this.#finish === undefined && !(this.#done && this.#pieces > 0)) {
      throw httpError('cut', host);
    }
    return this.#timed(this.#filter.end());
  }

  /** How it ended; after `last`. */
  end(): ChatEnd {
    const { promptCharacters, startMs, now } = this.#options;
    const usage = this.#usage;
    const details = usage['prompt_tokens_details'];
    const replyTokens = count(usage['completion_tokens']) ?? this.#pieces;
    const seconds = (this.#lastMs - this.#firstMs) / 1000;
    return {
      finish: this.#finish ?? 'stop',
      model: this.#model,
      promptTokens:
        count(usage['prompt_tokens']) ?? Math.ceil(promptCharacters / CHARACTERS_PER_TOKEN),
      replyTokens,
      cachedTokens: (isRecord(details) ? count(details['cached_tokens']) : undefined) ?? 0,
      firstTokenMs: (this.#firstTextMs ?? now()) - startMs,
      tokensPerSecond: replyTokens > 1 && seconds > 0 ? (replyTokens - 1) / seconds : null,
    };
  }

  #chunk(event: Record<string, unknown>): string {
    const { host, headers, now } = this.#options;
    if (event['error']) throw refusalError(host, 200, event, headers);
    const { model, usage } = event;
    if (typeof model === 'string' && model !== '') this.#model = model;
    if (isRecord(usage)) this.#usage = usage;
    const choice = firstChoice(event);
    const delta = isRecord(choice?.['delta']) ? choice['delta'] : {};
    const { content } = delta;
    let text = '';
    // Thoughts count for the pace, though they are not said.
    if (this.#finish === undefined && [content, thoughtOf(delta)].some(isText)) {
      this.#pieces += 1;
      this.#lastMs = now();
      if (this.#pieces === 1) this.#firstMs = this.#lastMs;
      if (isText(content)) text = this.#timed(this.#filter.push(content));
    }
    this.#readFinish(choice?.['finish_reason']);
    return text;
  }

  #readFinish(reason: unknown): void {
    if (!isText(reason) || this.#finish !== undefined) return;
    const { host } = this.#options;
    // What was withheld, or failed, is not a reply.
    if (reason === 'content_filter') throw httpError('refused', host);
    if (reason === 'error') throw httpError('failed', host);
    this.#finish = reason === 'length' || reason === 'max_tokens' ? 'length' : 'stop';
  }

  #timed(text: string): string {
    if (text !== '') this.#firstTextMs ??= this.#options.now();
    return text;
  }
}

function firstChoice(event: unknown): Record<string, unknown> | undefined {
  const choices: unknown = isRecord(event) ? event['choices'] : undefined;
  return Array.isArray(choices) ? choices.find(isRecord) : undefined;
}

/** Servers differ in what they call it. */
const thoughtOf = (delta: Record<string, unknown>) =>
  delta['reasoning_content'] ?? delta['reasoning'];

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const count = (value: unknown): number | undefined =>
  Number.isInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
