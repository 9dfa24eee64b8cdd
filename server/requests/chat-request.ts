import * as v from 'valibot';
import type { Policy } from '../../src/contracts/lesson.ts';
import type { ChatMessage } from '../jobs/chat.ts';
import type { Settings } from '../settings/settings-schema.ts';
import { refuseAddresses } from './refuse-addresses.ts';
import { chatParameters } from './chat-parameters.ts';
import { invalidRequest, modelName } from './check-request.ts';

const known: ReadonlySet<string> = new Set(Object.keys(chatParameters));
const MAX_MESSAGES = 2000;
/** What `auto` looks at is bounded, because rules are regular expressions. */
const MAX_LOOKED_AT = 2000;

/** One message of a conversation; what it holds besides its role goes to the upstream as it is. */
export const chatMessage = v.object({
  role: v.picklist(['system', 'developer', 'user', 'assistant', 'tool', 'function']),
  content: v.optional(
    v.pipe(
      v.union([
        v.string(),
        v.array(v.object({ type: v.optional(v.string()), text: v.optional(v.string()) })),
        v.null(),
      ]),
      v.description('Text, or parts of it.'),
    ),
  ),
});

/**
 * The body of `POST /v1/chat/completions`, as it is described. It is read by hand below: a
 * conversation may be long, and every learner waits for it.
 */
export const chatRequest = v.pipe(
  v.object({
    model: v.pipe(
      v.nullish(modelName),
      v.description(
        'A model, an alias, a task (quick, chat, reason), or auto. The rules of the settings choose when it is absent.',
      ),
    ),
    messages: v.pipe(v.array(chatMessage), v.minLength(1), v.maxLength(MAX_MESSAGES)),
    stream: v.optional(v.boolean(), false),
    stream_options: v.optional(v.object({ include_usage: v.optional(v.boolean()) })),
    max_completion_tokens: v.optional(
      v.pipe(chatParameters.max_tokens, v.description('The newer name of max_tokens.')),
    ),
    ...v.partial(v.object(chatParameters)).entries,
  }),
  v.description('Parameters that are not named here are dropped, never refused.'),
);

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
  if (model !== undefined && model !== null && !v.is(modelName, model)) {
    throw invalidRequest('model', 'model must be a name.');
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
    throw invalidRequest('messages', 'messages must be a list with at least one message.');
  }
  if (value.length > MAX_MESSAGES) {
    throw invalidRequest('messages', `messages has at most ${MAX_MESSAGES} messages.`);
  }
  return value.map((message: unknown, index) => {
    if (!isRecord(message) || typeof message['role'] !== 'string' || message['role'] === '') {
      throw invalidRequest(`messages[${index}]`, 'Every message is an object with a role.');
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
