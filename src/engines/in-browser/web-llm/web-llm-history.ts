import type { ChatMessage } from '../../../contracts/engine.ts';

/** What is sent to the library, and how much of it its cache already holds. */
interface Continued {
  readonly messages: readonly ChatMessage[];
  readonly cachedTokens: number;
}

/** White space may change between a reply and the history that it comes back in. */
const same = (a: ChatMessage, b: ChatMessage | undefined): boolean =>
  a.role === b?.role && plain(a.content) === plain(b.content);
const plain = (text: string) => text.replace(/\s+/g, ' ').trim();

/**
 * Keeps web-llm's cache alive between turns. The library goes on from where it was only when the
 * messages before the last one are, letter by letter, what it holds; what it holds of its own
 * replies has thoughts and white space in it that the page never saw. So its own words are given
 * back to it.
 */
export class WebLlmHistory {
  /** As the library holds them, and as the page knows them; null when it holds nothing usable. */
  #held: { readonly own: readonly ChatMessage[]; readonly known: readonly ChatMessage[] } | null =
    null;
  #tokens = 0;

  /** The messages to send for `messages`. */
  continued(messages: readonly ChatMessage[]): Continued {
    const held = this.#held;
    const continues =
      held?.known.length === messages.length - 1 &&
      held.known.every((message, index) => same(message, messages[index]));
    if (!held || !continues) return { messages, cachedTokens: 0 };
    return { messages: [...held.own, ...messages.slice(-1)], cachedTokens: this.#tokens };
  }

  /** A reply ended by itself: `raw` is what the library holds of it, `tokens` its cache's length. */
  ended(
    known: readonly ChatMessage[],
    sent: readonly ChatMessage[],
    reply: { readonly raw: string; readonly said: string; readonly tokens: number },
  ): void {
    const message = (content: string) => ({ role: 'assistant', content }) as const;
    this.#held = {
      own: [...sent, message(reply.raw)],
      known: [...known, message(reply.said)],
    };
    this.#tokens = reply.tokens;
  }

  /** A reply was interrupted or cut at its limit: the library begins anew after that. */
  broken(): void {
    this.#held = null;
  }
}
