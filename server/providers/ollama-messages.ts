import type { ChatMessage } from './chat.ts';
import { isRecord } from './read-whole.ts';

/** Messages of the OpenAI dialect as Ollama's own API wants them: text, pictures apart, tools. */
export function ollamaMessages(messages: readonly ChatMessage[]): Record<string, unknown>[] {
  return messages.map((message) => {
    const { text, images } = flatten(message['content']);
    const calls = Array.isArray(message['tool_calls'])
      ? message['tool_calls'].filter(isRecord).map(ollamaToolCall)
      : [];
    return {
      role: message.role,
      content: text,
      ...(images.length > 0 ? { images } : {}),
      ...(calls.length > 0 ? { tool_calls: calls } : {}),
      ...(typeof message['name'] === 'string' ? { tool_name: message['name'] } : {}),
    };
  });
}

function flatten(content: unknown): { text: string; images: string[] } {
  if (typeof content === 'string') return { text: content, images: [] };
  const parts = Array.isArray(content) ? content.filter(isRecord) : [];
  const texts = parts.flatMap((part) => (typeof part['text'] === 'string' ? [part['text']] : []));
  const images = parts.flatMap((part) => {
    const picture = isRecord(part['image_url']) ? part['image_url']['url'] : undefined;
    // Only what came along: Ollama is never made to fetch an address.
    const match =
      typeof picture === 'string' ? /^data:image\/[\w.+-]+;base64,(.+)$/s.exec(picture) : null;
    return match?.[1] === undefined ? [] : [match[1]];
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

/** Parameters of the OpenAI dialect as Ollama's request fields. */
export function ollamaParameters(
  parameters: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const options: Record<string, unknown> = {};
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
    ...(format === undefined ? {} : { format }),
    ...(Array.isArray(parameters['tools']) ? { tools: parameters['tools'] } : {}),
  };
}

function readFormat(wanted: unknown): unknown {
  if (!isRecord(wanted)) return undefined;
  if (wanted['type'] === 'json_object') return 'json';
  const schema = wanted['json_schema'];
  return wanted['type'] === 'json_schema' && isRecord(schema) ? schema['schema'] : undefined;
}
