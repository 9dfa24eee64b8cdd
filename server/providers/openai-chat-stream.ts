import type { IncomingHttpHeaders } from 'node:http';
import { answerAsChunk } from './answer-as-chunk.ts';
import type { ChatChunk, ChatEvents } from '../jobs/chat.ts';
import { EventStreamParser } from './event-stream-parser.ts';
import { readAnswer, readChunk } from './openai-chat-dialect.ts';
import { isRecord, parseAnswer } from './read-whole.ts';
import type { TokenTimer } from './token-timer.ts';
import { UpstreamError } from './upstream-error.ts';
import type { AnswerReader, Stoppable } from './upstream-http.ts';

const MAX_JSON_BYTES = 33_554_432;

/** Reads one streamed chat answer in the OpenAI dialect. */
export class OpenAiChatStream implements AnswerReader {
  readonly #events: ChatEvents;
  readonly #call: () => Stoppable;
  readonly #timer: () => TokenTimer;
  readonly #onMalformed: () => void;
  readonly #parser: EventStreamParser;
  /** Collects the answer of a server that does not stream although it was asked to. */
  #json: { pieces: Buffer[]; bytes: number } | undefined;
  readonly #seen = new Set<number>();
  readonly #finished = new Set<number>();
  #done = false;
  #flowing = true;

  constructor(
    events: ChatEvents,
    call: () => Stoppable,
    timer: () => TokenTimer,
    onMalformed: () => void,
  ) {
    this.#events = events;
    this.#call = call;
    this.#timer = timer;
    this.#onMalformed = onMalformed;
    this.#parser = new EventStreamParser((data) => this.#event(data));
  }

  start(headers: IncomingHttpHeaders): void {
    if (/^application\/json\b/i.test(headers['content-type'] ?? '')) {
      this.#json = { pieces: [], bytes: 0 };
    }
  }

  data(bytes: Buffer): boolean {
    const json = this.#json;
    if (json) {
      json.bytes += bytes.length;
      if (json.bytes > MAX_JSON_BYTES) throw new UpstreamError('too-large');
      json.pieces.push(bytes);
      return true;
    }
    this.#flowing = true;
    this.#parser.push(bytes);
    return this.#flowing;
  }

  ready(): Promise<void> {
    return this.#events.ready();
  }

  end(): void {
    if (this.#json) {
      this.#emit(answerAsChunk(readAnswer(parseAnswer(Buffer.concat(this.#json.pieces)))));
      return;
    }
    this.#parser.end();
    if (this.#done) return;
    // HTTP says that all went well; the answer says that it did not.
    const whole = this.#finished.size > 0 && [...this.#seen].every((it) => this.#finished.has(it));
    if (!whole) throw new UpstreamError('cut');
  }

  #event(data: string): void {
    if (this.#done) return;
    if (data === '[DONE]') {
      this.#finish();
      return;
    }
    let event: unknown;
    try {
      event = JSON.parse(data);
    } catch {
      this.#onMalformed();
      return;
    }
    if (isRecord(event)) this.#emit(readChunk(event));
    else this.#onMalformed();
  }

  /** The stream says itself that it is over. */
  #finish(): void {
    this.#done = true;
    if (this.#finished.size === 0 && this.#seen.size === 0) throw new UpstreamError('cut');
    const open = [...this.#seen].filter((index) => !this.#finished.has(index));
    if (open.length > 0) {
      this.#emit({ deltas: open.map((index) => ({ index, finishReason: 'stop' })) });
    }
    this.#call().enough();
  }

  #emit({ deltas, usage }: ChatChunk): void {
    const kept = deltas.filter((delta) => {
      if (this.#finished.has(delta.index)) return false;
      if (delta.finishReason) this.#finished.add(delta.index);
      const says = delta.content ?? delta.reasoning ?? delta.refusal ?? delta.toolCalls;
      if (says === undefined) return delta.finishReason !== undefined;
      this.#seen.add(delta.index);
      return true;
    });
    if (kept.length > 0) this.#timer().token();
    if (kept.length === 0 && !usage) return;
    this.#flowing = this.#events.chunk(usage ? { deltas: kept, usage } : { deltas: kept });
  }
}
