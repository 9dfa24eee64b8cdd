import type { ChatAnswer, ChatChunk, ChatDelta, FinishReason, Usage } from '../jobs/chat.ts';

interface Draft {
  content: string;
  reasoning: string;
  refusal: string;
  readonly toolCalls: Map<number, Record<string, unknown>>;
  readonly logprobs: { content: unknown[]; refusal: unknown[] };
  finishReason: FinishReason | undefined;
}

/** Puts the pieces of a streamed answer together. */
export class ChatCollector {
  readonly #drafts = new Map<number, Draft>();
  #usage: Usage | undefined;
  #characters = 0;

  /** How much text has come, to know when it is too much to keep. */
  get characters(): number {
    return this.#characters;
  }

  add({ deltas, usage }: ChatChunk): void {
    if (usage) this.#usage = usage;
    for (const delta of deltas) {
      let draft = this.#drafts.get(delta.index);
      if (!draft) {
        draft = {
          content: '',
          reasoning: '',
          refusal: '',
          toolCalls: new Map(),
          logprobs: { content: [], refusal: [] },
          finishReason: undefined,
        };
        this.#drafts.set(delta.index, draft);
      }
      this.#merge(draft, delta);
    }
  }

  /** The whole answer; a choice without an end counts as stopped, since its stream ended well. */
  answer(): ChatAnswer {
    const choices = [...this.#drafts]
      .sort(([a], [b]) => a - b)
      .map(([index, draft]) => {
        const { content, reasoning, refusal, logprobs, finishReason = 'stop' } = draft;
        const toolCalls = [...draft.toolCalls].sort(([a], [b]) => a - b).map(([, call]) => call);
        const known = logprobs.content.length > 0 || logprobs.refusal.length > 0;
        return {
          index,
          content: content === '' && toolCalls.length > 0 ? null : content,
          finishReason,
          ...(reasoning ? { reasoning } : {}),
          ...(refusal ? { refusal } : {}),
          ...(toolCalls.length > 0 ? { toolCalls } : {}),
          ...(known
            ? {
                logprobs: {
                  content: logprobs.content,
                  refusal: logprobs.refusal.length > 0 ? logprobs.refusal : null,
                },
              }
            : {}),
        };
      });
    return this.#usage ? { choices, usage: this.#usage } : { choices };
  }

  #merge(draft: Draft, delta: ChatDelta): void {
    const { content = '', reasoning = '', refusal = '', toolCalls = [], logprobs } = delta;
    this.#characters += content.length + reasoning.length + refusal.length;
    draft.content += content;
    draft.reasoning += reasoning;
    draft.refusal += refusal;
    draft.finishReason ??= delta.finishReason;
    for (const name of ['content', 'refusal'] as const) {
      const more: unknown = logprobs?.[name];
      if (Array.isArray(more)) draft.logprobs[name].push(...(more as unknown[]));
    }
    for (const piece of toolCalls) {
      const index = typeof piece['index'] === 'number' ? piece['index'] : draft.toolCalls.size;
      draft.toolCalls.set(index, joined(draft.toolCalls.get(index), piece));
      this.#characters += JSON.stringify(piece).length;
    }
  }
}

/** Names come once; arguments come in pieces. */
function joined(
  call: Record<string, unknown> | undefined,
  piece: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const before = (call?.['function'] ?? {}) as { name?: string; arguments?: string };
  const more = (piece['function'] ?? {}) as { name?: string; arguments?: string };
  return {
    ...call,
    ...piece,
    type: 'function',
    function: {
      name: before.name ?? more.name ?? '',
      arguments: (before.arguments ?? '') + (more.arguments ?? ''),
    },
  };
}
