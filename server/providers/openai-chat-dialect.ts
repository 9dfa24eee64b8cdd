import type {
  ChatAnswer,
  ChatChoice,
  ChatChunk,
  ChatDelta,
  FinishReason,
  Usage,
} from '../jobs/chat.ts';
import { isCount, isRecord } from './read-whole.ts';
import { UpstreamError } from './upstream-error.ts';

/** Filled in field by field: this runs for every token, and spreading objects is slow. */
type Draft<T> = { -readonly [Field in keyof T]: T[Field] };

const finishReasons: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool_calls',
  content_filter: 'content_filter',
  function_call: 'function_call',
  max_tokens: 'length',
};

/**
 * One event of a stream, reduced to the fields we know: nothing else of an upstream's gets on.
 * @throws UpstreamError `error-event` for an error inside the stream.
 */
export function readChunk(event: Record<string, unknown>): ChatChunk {
  if (event['error'] !== undefined && event['error'] !== null) {
    throw new UpstreamError('error-event');
  }
  const choices: unknown = event['choices'];
  const deltas = Array.isArray(choices) ? choices.filter(isRecord).map(readDelta) : [];
  const usage = readUsage(event['usage']);
  return usage ? { deltas, usage } : { deltas };
}

function readDelta(choice: Record<string, unknown>): ChatDelta {
  const delta = isRecord(choice['delta']) ? choice['delta'] : {};
  const { content, refusal } = delta;
  const reasoning = delta['reasoning_content'] ?? delta['reasoning'];
  const finishReason = readFinish(choice['finish_reason']);
  const read: Draft<ChatDelta> = { index: readIndex(choice['index']) };
  if (typeof content === 'string' && content !== '') read.content = content;
  if (typeof reasoning === 'string' && reasoning !== '') read.reasoning = reasoning;
  if (typeof refusal === 'string' && refusal !== '') read.refusal = refusal;
  if (Array.isArray(delta['tool_calls'])) read.toolCalls = readToolCalls(delta['tool_calls']);
  if (isRecord(choice['logprobs'])) read.logprobs = readLogprobs(choice['logprobs']);
  if (finishReason) read.finishReason = finishReason;
  return read;
}

/**
 * A whole answer, reduced to the fields we know.
 * @throws UpstreamError `garbage` when there is no choice in it.
 */
export function readAnswer(body: Record<string, unknown>): ChatAnswer {
  const list: unknown = body['choices'];
  const choices = Array.isArray(list) ? list.filter(isRecord).map(readChoice) : [];
  if (choices.length === 0) throw new UpstreamError('garbage');
  const usage = readUsage(body['usage']);
  return usage ? { choices, usage } : { choices };
}

function readChoice(choice: Record<string, unknown>): ChatChoice {
  const { message } = choice;
  if (!isRecord(message)) throw new UpstreamError('garbage');
  const { content, refusal } = message;
  const reasoning = message['reasoning_content'] ?? message['reasoning'];
  const read: Draft<ChatChoice> = {
    index: readIndex(choice['index']),
    content: typeof content === 'string' ? content : null,
    finishReason: readFinish(choice['finish_reason']) ?? 'stop',
  };
  if (typeof reasoning === 'string' && reasoning !== '') read.reasoning = reasoning;
  if (typeof refusal === 'string' && refusal !== '') read.refusal = refusal;
  const calls = message['tool_calls'];
  if (Array.isArray(calls) && calls.length > 0) read.toolCalls = readToolCalls(calls);
  if (isRecord(choice['logprobs'])) read.logprobs = readLogprobs(choice['logprobs']);
  return read;
}

function readIndex(value: unknown): number {
  return Number.isInteger(value) && (value as number) >= 0 ? (value as number) : 0;
}

function readFinish(value: unknown): FinishReason | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  // OpenRouter ends a broken answer this way.
  if (value === 'error') throw new UpstreamError('error-event');
  return finishReasons[value] ?? 'stop';
}

function readToolCalls(list: unknown[]): Readonly<Record<string, unknown>>[] {
  return list.filter(isRecord).map((call, position) => {
    const made = isRecord(call['function']) ? call['function'] : undefined;
    return {
      index: typeof call['index'] === 'number' ? readIndex(call['index']) : position,
      ...(typeof call['id'] === 'string' ? { id: call['id'] } : undefined),
      ...(typeof call['id'] === 'string' || call['type'] === 'function'
        ? { type: 'function' }
        : undefined),
      ...(made
        ? {
            function: {
              ...(typeof made['name'] === 'string' ? { name: made['name'] } : undefined),
              ...(typeof made['arguments'] === 'string'
                ? { arguments: made['arguments'] }
                : undefined),
            },
          }
        : undefined),
    };
  });
}

/** The dialect wants both lists or none. */
function readLogprobs(value: Record<string, unknown>): Readonly<Record<string, unknown>> {
  const list = (name: string) => (Array.isArray(value[name]) ? value[name] : null);
  return { content: list('content'), refusal: list('refusal') };
}

/** Token counts, where they are complete. */
export function readUsage(value: unknown): Usage | undefined {
  if (!isRecord(value)) return undefined;
  const prompt = value['prompt_tokens'];
  const completion = value['completion_tokens'] ?? 0;
  if (!isCount(prompt) || !isCount(completion)) return undefined;
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
  };
}
