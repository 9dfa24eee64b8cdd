import type { ChatMessage } from '../jobs/chat.ts';
import { isRecord } from './read-whole.ts';
import { UpstreamError } from './upstream-error.ts';

/** Messages of the OpenAI dialect as Ollama's own API wants them: text, pictures apart, tools. */
export function ollamaMessages(messages: readonly ChatMessage[]): Record<string, unknown>[] {
  /** Results name only the number of their call there, and here only its name. */
  const names = new Map<unknown, unknown>();
  return messages.map((message) => {
    if (Array.isArray(message['tool_calls'])) {
      for (const call of message['tool_calls'].filter(isRecord)) {
        if (isRecord(call['function'])) names.set(call['id'], call['function']['name']);
      }
    }
    const name = message['name'] ?? names.get(message['tool_call_id']);
    const { text, images } = flatten(message['content']);
    const calls = Array.isArray(message['tool_calls'])
      ? message['tool_calls'].filter(isRecord).map(ollamaToolCall)
      : [];
    return {
      role: message.role,
      content: text,
      ...(images.length > 0 ? { images } : {}),
      ...(calls.length > 0 ? { tool_calls: calls } : {}),
      ...(message.role === 'tool' && typeof name === 'string' ? { tool_name: name } : {}),
    };
  });
}

function flatten(content: unknown): { text: string; images: string[] } {
  if (typeof content === 'string') return { text: content, images: [] };
  const parts = Array.isArray(content) ? content.filter(isRecord) : [];
  const texts = parts.flatMap((part) => (typeof part['text'] === 'string' ? [part['text']] : []));
  const images = parts.flatMap((part) => {
    const picture = isRecord(part['image_url']) ? part['image_url']['url'] : undefined;
    if (typeof picture !== 'string') return [];
    const match = /^data:image\/[\w.+-]+;base64,(.+)$/s.exec(picture);
    if (match?.[1] !== undefined) return [match[1]];
    // It fetches nothing; without the picture the question would be another one.
    throw new UpstreamError('status', {
      status: 400,
      sentence: 'This model takes pictures only as data:image/…;base64,… inside the request.',
      param: 'messages',
    });
  });
  return { text: texts.join('\n'), images };
}

/** Arguments are an object here and a string there. */
function ollamaToolCall(call: Record<string, unknown>): Record<string, unknown> {
  const made = isRecord(call['function']) ? call['function'] : {};
  let parsed: unknown = made['arguments'];
  if (typeof parsed === 'string') {
    try {
      parsed = JSON.parse(parsed);
    } catch {
      parsed = {};
    }
  }
  return { function: { name: made['name'], arguments: parsed ?? {} } };
}

/** Parameters of the OpenAI dialect as Ollama's request fields; `contextTokens` as settings say. */
export function ollamaParameters(
  parameters: Readonly<Record<string, unknown>>,
  contextTokens: number | undefined,
): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  // Without it Ollama cuts the beginning of longer conversations, silently.
  if (contextTokens !== undefined) options['num_ctx'] = contextTokens;
  for (const name of ['temperature', 'top_p', 'top_k', 'min_p', 'seed', 'stop'] as const) {
    if (parameters[name] !== undefined && parameters[name] !== null) {
      options[name] = parameters[name];
    }
  }
  if (typeof options['stop'] === 'string') options['stop'] = [options['stop']];
  const renamed = {
    max_tokens: 'num_predict',
    frequency_penalty: 'frequency_penalty',
    presence_penalty: 'presence_penalty',
    repetition_penalty: 'repeat_penalty',
  };
  for (const [theirs, ours] of Object.entries(renamed)) {
    if (typeof parameters[theirs] === 'number') options[ours] = parameters[theirs];
  }
  const format = readFormat(parameters['response_format']);
  return {
    options,
    ...thinking(parameters['reasoning_effort']),
    ...(format === undefined ? {} : { format }),
    ...(Array.isArray(parameters['tools']) ? { tools: parameters['tools'] } : {}),
  };
}

/** Only to say that it shall not think: how hard it thinks, few models there take. */
function thinking(effort: unknown): { think?: boolean } {
  return effort === 'none' ? { think: false } : {};
}

function readFormat(wanted: unknown): unknown {
  if (!isRecord(wanted)) return undefined;
  if (wanted['type'] === 'json_object') return 'json';
  const schema = wanted['json_schema'];
  return wanted['type'] === 'json_schema' && isRecord(schema) ? schema['schema'] : undefined;
}
