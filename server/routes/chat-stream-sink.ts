import type { ServerResponse } from 'node:http';
import { errorBody, type ApiError } from '../api-error.ts';
import { answerAsChunk } from '../providers/answer-as-chunk.ts';
import type { ChatAnswer, ChatChunk, ChatDelta, Usage } from '../jobs/chat.ts';
import { hasContent, type ChatSink, type Origin } from './chat-sink.ts';
import { headerText } from './header-text.ts';

const PING_MS = 15_000;

export interface StreamOptions {
  readonly id: string;
  /** Seconds since 1970. */
  readonly created: number;
  readonly includeUsage: boolean;
  readonly onUsage: (usage: Usage) => void;
  readonly onFirstContent: () => void;
}

/**
 * Writes a chat answer as server-sent events. Headers wait for the first content, so that until
 * then another upstream can be tried and a failure is a plain refusal; only when nothing came for
 * 15 s are they sent with a comment, to keep the connection. The stream ends in exactly one way:
 * with `[DONE]`, or with an error event.
 */
export class ChatStreamSink implements ChatSink {
  readonly #response: ServerResponse;
  readonly #options: StreamOptions;
  readonly #pinger: NodeJS.Timeout;
  /** Pieces of the present attempt that hold no content. */
  #held: ChatChunk[] = [];
  readonly #introduced = new Set<number>();
  #prefix = '';
  #pending = '';
  #usage: Usage | undefined;
  #begun = false;
  #over = false;
  #full = false;

  constructor(response: ServerResponse, options: StreamOptions) {
    this.#response = response;
    this.#options = options;
    this.#pinger = setInterval(() => this.#ping(), PING_MS);
    response.once('close', () => clearInterval(this.#pinger));
  }

  chunk(chunk: ChatChunk, origin: Origin): boolean {
    if (this.#over) return true;
    if (chunk.usage) this.#usage = chunk.usage;
    if (!this.#begun) {
      if (!hasContent(chunk)) {
        this.#held.push(chunk);
        return true;
      }
      this.#begin(origin);
      this.#options.onFirstContent();
    }
    this.#write(chunk);
    return !this.#full;
  }

  whole(answer: ChatAnswer, origin: Origin): void {
    this.chunk(answerAsChunk(answer), origin);
  }

  ready(): Promise<void> {
    const response = this.#response;
    if (!response.writableNeedDrain || response.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        response.off('drain', done).off('close', done);
        resolve();
      };
      response.on('drain', done).on('close', done);
    });
  }

  restart(): void {
    if (this.#begun) throw new Error('a second answer must not follow the first');
    this.#held = [];
    this.#usage = undefined;
  }

  finish(origin: Origin): void {
    if (this.#over) return;
    if (!this.#begun) this.#begin(origin);
    this.#over = true;
    clearInterval(this.#pinger);
    if (this.#usage) {
      this.#options.onUsage(this.#usage);
      if (this.#options.includeUsage) {
        this.#pending += `${this.#prefix}],"usage":${JSON.stringify(this.#usage)}}\n\n`;
      }
    }
    this.#response.end(`${this.#pending}data: [DONE]\n\n`);
    this.#pending = '';
  }

  fail(error: ApiError): boolean {
    this.#over = true;
    clearInterval(this.#pinger);
    if (!this.#response.headersSent) return false;
    this.#response.end(`${this.#pending}data: ${JSON.stringify(errorBody(error))}\n\n`);
    this.#pending = '';
    return true;
  }

  #begin({ model, upstream }: Origin): void {
    this.#begun = true;
    clearInterval(this.#pinger);
    const { id, created } = this.#options;
    this.#prefix = `data: {"id":"${id}","object":"chat.completion.chunk","created":${created},"model":${JSON.stringify(model)},"choices":[`;
    if (!this.#response.headersSent) {
      this.#response.setHeader('x-parley-upstream', upstream);
      this.#response.setHeader('x-parley-model', headerText(model));
      this.#writeHead();
    }
    for (const held of this.#held) this.#write(held);
    this.#held = [];
  }

  #write({ deltas }: ChatChunk): void {
    if (deltas.length === 0) return;
    if (this.#pending === '') queueMicrotask(() => this.#flush());
    let text = this.#prefix;
    for (let index = 0; index < deltas.length; index++) {
      if (index > 0) text += ',';
      text += this.#choice(deltas[index] as ChatDelta);
    }
    this.#pending += text + (this.#options.includeUsage ? '],"usage":null}\n\n' : ']}\n\n');
  }

  /** Written by hand: this runs for every token. */
  #choice(delta: ChatDelta): string {
    let fields = '';
    if (!this.#introduced.has(delta.index)) {
      this.#introduced.add(delta.index);
      fields = '"role":"assistant"';
    }
    const add = (name: string, value: unknown) => {
      fields += `${fields === '' ? '' : ','}"${name}":${JSON.stringify(value)}`;
    };
    if (delta.content !== undefined) add('content', delta.content);
    if (delta.reasoning !== undefined) add('reasoning_content', delta.reasoning);
    if (delta.refusal !== undefined) add('refusal', delta.refusal);
    if (delta.toolCalls !== undefined) add('tool_calls', delta.toolCalls);
    const logprobs = delta.logprobs === undefined ? 'null' : JSON.stringify(delta.logprobs);
    const finish = delta.finishReason === undefined ? 'null' : `"${delta.finishReason}"`;
    return `{"index":${delta.index},"delta":{${fields}},"logprobs":${logprobs},"finish_reason":${finish}}`;
  }

  /** All pieces that came in one turn leave in one packet. */
  #flush(): void {
    if (this.#pending === '') return;
    const text = this.#pending;
    this.#pending = '';
    this.#full = !this.#response.write(text);
  }

  #ping(): void {
    if (!this.#response.headersSent) this.#writeHead();
    this.#response.write(': ping\n\n');
  }

  #writeHead(): void {
    this.#response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      'x-accel-buffering': 'no',
    });
  }
}
