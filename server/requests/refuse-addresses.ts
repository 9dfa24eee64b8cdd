import { ApiError } from '../api-error.ts';
import type { ChatMessage } from '../jobs/chat.ts';

/** Fields of a message and of its parts that hold words, in which an address is just a word. */
const words = new Set([
  'role',
  'type',
  'text',
  'name',
  'refusal',
  'reasoning',
  'reasoning_content',
  'thinking',
  'tool_calls',
  'tool_call_id',
  'function_call',
]);
const addressName = /ur[il]$|^(?:src|href|path)$/i;
const scheme = /^[\s\p{C}]*(?:(?:https?|ftp|file):|[a-z][a-z0-9+.-]+:[\\/]{2})/iu;

/**
 * Refuses messages with pictures, sounds or files that an upstream would have to fetch: whoever
 * fetches tells another machine of it, past the policy. What comes along (`data:`) is welcome, and
 * so are addresses at the `origins` that the settings name.
 * @throws ApiError 400 `address_forbidden` naming the message.
 */
export function refuseAddresses(
  messages: readonly ChatMessage[],
  origins: readonly string[],
): void {
  for (let index = 0; index < messages.length; index++) {
    const message = messages[index] as ChatMessage;
    for (const name in message) {
      const value = message[name];
      if (typeof value === 'string' ? name === 'content' : typeof value !== 'object') continue;
      if (words.has(name) || !leadsOut(name, value, origins)) continue;
      throw new ApiError(
        400,
        'address_forbidden',
        'Pictures and sounds come inside a request here (data:); their addresses are not fetched.',
        { param: `messages[${index}].${name}` },
      );
    }
  }
}

function leadsOut(name: string, value: unknown, origins: readonly string[]): boolean {
  if (typeof value === 'string') {
    if (/^\s*data:/i.test(value)) return false;
    return (addressName.test(name) || scheme.test(value)) && !isNamed(value, origins);
  }
  if (Array.isArray(value)) {
    // A list of texts is one of words; of other lists each member is looked at under their name.
    return value.some((item) =>
      typeof item === 'string' && name === 'content' ? false : leadsOut(name, item, origins),
    );
  }
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(
    ([inner, item]) => !words.has(inner) && leadsOut(inner, item, origins),
  );
}

function isNamed(address: string, origins: readonly string[]): boolean {
  return URL.canParse(address) && origins.includes(new URL(address).origin);
}
