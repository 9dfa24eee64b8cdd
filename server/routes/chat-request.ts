import { ApiError } from '../api-error.ts';
import type { Policy } from '../../src/contracts/lesson.ts';
import type { ChatMessage } from '../jobs/chat.ts';
import type { Settings } from '../settings/settings-schema.ts';
import { refuseAddresses } from './refuse-addresses.ts';
import parameterNames from './chat-parameters.json' with { type: 'json' };

const known: ReadonlySet<string> = new Set(parameterNames);
const MAX_MESSAGES = 2000;
/** What `auto` looks at is bounded, because rules are regular expressions. */
const MAX_LOOKED_AT = 2000;

/** A chat request, checked and reduced to what we know. */
export interface ChatRequest {
  readonly model: string | undefined;
  readonly messages: readonly ChatMessage[];
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly stream: boolean;
  /** Whether the client wants the last event with token counts. */
  readonly includeUsage: boolean;
  readonly talk: { readonly characters: number; readonly lastText: string };
}

/** Where pictures may be fetched from under a policy; what stays on the device fetches nothing. */
export function mediaOrigins(
  settings: Pick<Settings, 'mediaOrigins'>,
  policy: Policy,
): readonly string[] {
  return policy === 'device-only' ? [] : settings.mediaOrigins;
}

/**
 * Reads the body of a chat request. Unknown parameters are dropped and never refused.
 * @throws ApiError 400 `invalid_request` or `address_forbidden` naming the field.
 */
export function readChatRequest(
  body: Readonly<Record<string, unknown>>,
  origins: readonly string[],
): ChatRequest {
  const { model, messages, stream, stream_options: streamOptions } = body;
  if (model !== undefined && model !== null && (typeof model !== 'string' || model.length > 300)) {
    throw invalid('model', 'model must be a name.');
  }
  const checked = readMessages(messages);
  refuseAddresses(checked, origins);
  const parameters: Record<string, unknown> = {};
  for (const name in body) {
    const value = body[name];
    if (value !== null && known.has(name)) parameters[name] = value;
  }
  const limit = body['max_completion_tokens'];
  if (limit !== undefined && limit !== null) parameters['max_tokens'] ??= limit;
  const wanted = isRecord(streamOptions) && streamOptions['include_usage'] === true;
  return {
    model: typeof model === 'string' && model !== '' ? model : undefined,
    messages: checked,
    parameters,
    stream: stream === true,
    includeUsage: wanted,
    talk: describeTalk(checked),
  };
}

function readMessages(value: unknown): ChatMessage[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw invalid('messages', 'messages must be a list with at least one message.');
  }
  if (value.length > MAX_MESSAGES) {
    throw invalid('messages', `messages has at most ${MAX_MESSAGES} messages.`);
  }
  return value.map((message: unknown, index) => {
    if (!isRecord(message) || typeof message['role'] !== 'string' || message['role'] === '') {
      throw invalid(`messages[${index}]`, 'Every message is an object with a role.');
    }
    // Local models know the older name only.
    const role = message['role'] === 'developer' ? 'system' : message['role'];
    const calls = message['tool_calls'];
    // A list of no calls, which some libraries keep in their history, is refused by strict servers.
    const noCalls = Array.isArray(calls) ? calls.length === 0 : calls === null;
    if (role === message['role'] && !noCalls) return message as ChatMessage;
    const copy: Record<string, unknown> & { role: string } = { ...message, role };
    if (noCalls) delete copy['tool_calls'];
    return copy;
  });
}

function describeTalk(messages: readonly ChatMessage[]): ChatRequest['talk'] {
  let characters = 0;
  let lastText = '';
  for (const message of messages) {
    const text = textOf(message['content']);
    characters += text.length;
    if (message.role === 'user') lastText = text;
  }
  return { characters, lastText: lastText.slice(-MAX_LOOKED_AT) };
}

/** The words of a message, whose content may be text or parts. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .filter(isRecord)
    .map((part) => (typeof part['text'] === 'string' ? part['text'] : ''))
    .join('\n');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(param: string, message: string): ApiError {
  return new ApiError(400, 'invalid_request', message, { param });
}
