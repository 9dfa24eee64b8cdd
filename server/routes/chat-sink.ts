import type { ApiError } from '../api-error.ts';
import type { ChatAnswer, ChatChunk } from '../jobs/chat.ts';

/** Who gave an answer. */
export interface Origin {
  readonly upstream: string;
  readonly model: string;
}

/** Where a chat answer goes: a stream or a body. */
export interface ChatSink {
  /** A piece of the answer; false when the client is slow. */
  chunk(chunk: ChatChunk, origin: Origin): boolean;
  /** The whole answer at once. */
  whole(answer: ChatAnswer, origin: Origin): void;
  /** Resolves when the client has caught up. */
  ready(): Promise<void>;
  /** Forgets pieces of an attempt that failed before any content was sent. */
  restart(): void;
  /** The answer is whole; given by `origin`. */
  finish(origin: Origin): void;
  /** Tells the client in-band; false when nothing was sent yet and a plain refusal can be. */
  fail(error: ApiError): boolean;
}

/** Whether a piece holds something a client would show. */
export function hasContent({ deltas }: ChatChunk): boolean {
  return deltas.some(
    ({ content, reasoning, refusal, toolCalls }) =>
      content !== undefined ||
      reasoning !== undefined ||
      refusal !== undefined ||
      toolCalls !== undefined,
  );
}
