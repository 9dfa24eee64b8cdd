/** One message, as in the OpenAI dialect; only `role` is checked, the rest goes to the upstream. */
export type ChatMessage = Readonly<Record<string, unknown>> & { readonly role: string };

/** What is asked of a chat model. */
export interface ChatCall {
  /** The upstream's own name for the model. */
  readonly model: string;
  /** Roles are `system`, `user`, `assistant` and `tool`; `developer` is translated before. */
  readonly messages: readonly ChatMessage[];
  /**
   * Known parameters of the OpenAI dialect (`chatParameters`): temperature, top_p, max_tokens,
   * stop, seed, tools, response_format… A provider ignores those it cannot honour.
   */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter' | 'function_call';

/** Tokens, as they are written on the wire. */
export interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
}

/** A piece of one choice. */
export interface ChatDelta {
  readonly index: number;
  readonly content?: string;
  /** What the model thinks aloud, where the upstream tells it apart from the answer. */
  readonly reasoning?: string;
  readonly refusal?: string;
  /** In the OpenAI dialect's shape. */
  readonly toolCalls?: readonly Readonly<Record<string, unknown>>[];
  /** In the OpenAI dialect's shape. */
  readonly logprobs?: Readonly<Record<string, unknown>>;
  /** Given exactly once per choice, with its last piece. */
  readonly finishReason?: FinishReason;
}

/** A piece of an answer. Usage comes once, at the end, where the upstream tells it. */
export interface ChatChunk {
  readonly deltas: readonly ChatDelta[];
  readonly usage?: Usage;
}

/** One whole choice. */
export interface ChatChoice {
  readonly index: number;
  readonly content: string | null;
  readonly reasoning?: string;
  readonly refusal?: string;
  readonly toolCalls?: readonly Readonly<Record<string, unknown>>[];
  readonly logprobs?: Readonly<Record<string, unknown>>;
  readonly finishReason: FinishReason;
}

/** A whole answer. */
export interface ChatAnswer {
  readonly choices: readonly ChatChoice[];
  readonly usage?: Usage;
}

/** Where a provider puts the pieces of an answer. */
export interface ChatEvents {
  /** False when the reader is slow: wait for `ready()` before reading on from the upstream. */
  chunk(chunk: ChatChunk): boolean;
  /** Resolves when the reader has caught up. */
  ready(): Promise<void>;
  /**
   * Nothing yet, and there is a reason: the upstream says it is loading the model. Call it again
   * while that goes on; the wait for the first token is longer then.
   */
  loading(): void;
}
