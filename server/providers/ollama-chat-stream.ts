import type { ChatChunk, ChatEvents, Usage } from '../jobs/chat.ts';
import { LineReader } from './line-reader.ts';
import { isCount, isRecord } from './read-whole.ts';
import type { TokenTimer } from './token-timer.ts';
import { UpstreamError } from './upstream-error.ts';
import type { AnswerReader } from './upstream-http.ts';

/** Reads one chat answer in Ollama's own dialect: one JSON object per line. */
export class OllamaChatStream implements AnswerReader {
  readonly #events: ChatEvents;
  readonly #timer: () => TokenTimer;
  readonly #onMalformed: () => void;
  readonly #lines = new LineReader((line) => this.#line(line));
  #toolCalls = 0;
  #done = false;
  #flowing = true;

  constructor(events: ChatEvents, timer: () => TokenTimer, onMalformed: () => void) {
    this.#events = events;
    this.#timer = timer;
    this.#onMalformed = onMalformed;
  }

  data(bytes: Buffer): boolean {
    this.#flowing = true;
    this.#lines.push(bytes);
    return this.#flowing;
  }

  ready(): Promise<void> {
    return this.#events.ready();
  }

  end(): void {
    this.#lines.end();
    if (!this.#done) throw new UpstreamError('cut');
  }

  #line(line: string): void {
    if (this.#done || line === '') return;
    let parsed: unknown;
    try {
      parsed = JSON.parse(line);
    } catch {
      this.#onMalformed();
      return;
    }
    if (!isRecord(parsed)) {
      this.#onMalformed();
      return;
    }
    if (parsed['error'] !== undefined) throw new UpstreamError('error-event');
    const chunk = this.#read(parsed);
    if (chunk.deltas.length === 0 && !chunk.usage) return;
    this.#timer().token();
    this.#flowing = this.#events.chunk(chunk);
  }

  #read(event: Record<string, unknown>): ChatChunk {
    const message = isRecord(event['message']) ? event['message'] : {};
    const { content, thinking } = message;
    const calls = Array.isArray(message['tool_calls'])
      ? message['tool_calls'].filter(isRecord).map((call) => this.#toolCall(call))
      : [];
    this.#done = event['done'] === true;
    const delta = {
      index: 0,
      ...(typeof content === 'string' && content !== '' ? { content } : {}),
      ...(typeof thinking === 'string' && thinking !== '' ? { reasoning: thinking } : {}),
      ...(calls.length > 0 ? { toolCalls: calls } : {}),
      ...(this.#done ? { finishReason: this.#finish(event['done_reason']) } : {}),
    };
    const usage = this.#done ? readUsage(event) : undefined;
    const deltas = Object.keys(delta).length > 1 ? [delta] : [];
    return usage ? { deltas, usage } : { deltas };
  }

  #toolCall(call: Record<string, unknown>): Record<string, unknown> {
    const made = isRecord(call['function']) ? call['function'] : {};
    const index = this.#toolCalls++;
    return {
      index,
      id: typeof call['id'] === 'string' ? call['id'] : `call_${index}`,
      type: 'function',
      function: {
        name: typeof made['name'] === 'string' ? made['name'] : '',
        arguments: JSON.stringify(made['arguments'] ?? {}),
      },
    };
  }

  #finish(reason: unknown): 'stop' | 'length' | 'tool_calls' {
    if (this.#toolCalls > 0) return 'tool_calls';
    return reason === 'length' ? 'length' : 'stop';
  }
}

function readUsage(event: Record<string, unknown>): Usage | undefined {
  // A prompt that was in its cache is left out by Ollama.
  const prompt = event['prompt_eval_count'] ?? 0;
  const completion = event['eval_count'];
  if (!isCount(prompt) || !isCount(completion)) return undefined;
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
  };
}
