import type { ChatCall } from '../../jobs/chat.ts';
import { isRecord } from '../read-whole.ts';
import type { ChatWork } from './embedded-protocol.ts';

/** A chat call as far as a small model here can honour it: words, length, chance, ends. */
export function chatWork({ messages, parameters }: ChatCall): ChatWork {
  const { max_tokens: limit, temperature, top_p: topP, stop } = parameters;
  const stops: unknown[] = Array.isArray(stop) ? stop : [stop];
  return {
    job: 'chat',
    messages: messages.map(({ role, content }) => ({
      // Small models know no tools; what one said is told by the other side.
      role: role === 'tool' || role === 'function' ? 'user' : role,
      content: wordsOf(content),
    })),
    maxTokens: typeof limit === 'number' && limit >= 1 ? Math.floor(limit) : undefined,
    temperature: typeof temperature === 'number' && temperature >= 0 ? temperature : undefined,
    topP: typeof topP === 'number' && topP > 0 && topP < 1 ? topP : undefined,
    stop: stops.filter((it) => typeof it === 'string'),
  };
}

function wordsOf(content: unknown): string {
  if (typeof content === 'string') return content;
  const parts = Array.isArray(content) ? content.filter(isRecord) : [];
  return parts
    .flatMap((part) => (typeof part['text'] === 'string' ? [part['text']] : []))
    .join('\n');
}
