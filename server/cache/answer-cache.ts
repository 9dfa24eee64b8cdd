import type { ChatAnswer } from '../jobs/chat.ts';
import type { RedisLink } from '../redis/redis-link.ts';

/** A kept answer and who gave it. */
export interface KeptAnswer {
  readonly answer: ChatAnswer;
  readonly upstream: string;
  readonly model: string;
}

export interface CacheLimits {
  readonly entries: number;
  readonly bytes: number;
  readonly ttlSeconds: number;
}

interface Entry {
  readonly text: string;
  readonly untilMs: number;
}

/** Whole answers by key: the last used in memory, and in Redis where several companions share one. */
export class AnswerCache {
  readonly #limits: () => CacheLimits;
  readonly #nowMs: () => number;
  readonly #redis: RedisLink | undefined;
  /** Oldest use first. */
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;

  constructor(limits: () => CacheLimits, nowMs: () => number, redis?: RedisLink) {
    this.#limits = limits;
    this.#nowMs = nowMs;
    this.#redis = redis;
  }

  async get(key: string): Promise<KeptAnswer | undefined> {
    const entry = this.#entries.get(key);
    if (entry) {
      this.#forget(key, entry);
      if (entry.untilMs > this.#nowMs()) {
        this.#remember(key, entry);
        return JSON.parse(entry.text) as KeptAnswer;
      }
    }
    const text = await this.#redis?.get(`answer:${key}`);
    return text === undefined ? undefined : (JSON.parse(text) as KeptAnswer);
  }

  async set(key: string, kept: KeptAnswer): Promise<void> {
    const { entries, bytes, ttlSeconds } = this.#limits();
    const text = JSON.stringify(kept);
    // One answer must not push out everything else.
    if (entries === 0 || text.length * 8 > bytes) return;
    const old = this.#entries.get(key);
    if (old) this.#forget(key, old);
    this.#remember(key, { text, untilMs: this.#nowMs() + ttlSeconds * 1000 });
    for (const [oldest, entry] of this.#entries) {
      if (this.#entries.size <= entries && this.#bytes <= bytes) break;
      this.#forget(oldest, entry);
    }
    await this.#redis?.set(`answer:${key}`, text, ttlSeconds);
  }

  #remember(key: string, entry: Entry): void {
    this.#entries.set(key, entry);
    this.#bytes += sizeOf(key, entry);
  }

  #forget(key: string, entry: Entry): void {
    this.#entries.delete(key);
    this.#bytes -= sizeOf(key, entry);
  }
}

/** Strings are two bytes per character at worst. */
function sizeOf(key: string, { text }: Entry): number {
  return 2 * (key.length + text.length);
}
