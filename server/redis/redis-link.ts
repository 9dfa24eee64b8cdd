import { createHash } from 'node:crypto';
import { createClient } from '@redis/client';

/** Longer than this, and the request goes on without Redis. */
const COMMAND_MS = 300;
const MAX_PAUSE_MS = 5000;

/**
 * A connection to Redis that is allowed to be away: every command then answers `undefined` at once,
 * and the connection comes back by itself.
 */
export class RedisLink {
  readonly #client: ReturnType<typeof createClient>;
  readonly #prefix: string;
  readonly #hashes = new Map<string, string>();

  constructor(url: string, prefix: string, onChange: (up: boolean) => void) {
    this.#prefix = prefix;
    this.#client = createClient({
      url,
      disableOfflineQueue: true,
      socket: {
        connectTimeout: 2000,
        reconnectStrategy: (tries) => Math.min(100 * 2 ** Math.min(tries, 8), MAX_PAUSE_MS),
      },
    });
    let up = false;
    const becomes = (now: boolean) => {
      if (up === now) return;
      up = now;
      onChange(now);
    };
    this.#client.on('ready', () => becomes(true));
    this.#client.on('error', () => becomes(false));
    void this.#client.connect().catch(() => becomes(false));
  }

  get up(): boolean {
    return this.#client.isReady;
  }

  async get(key: string): Promise<string | undefined> {
    return (await this.#try(() => this.#client.get(this.#prefix + key))) ?? undefined;
  }

  async set(key: string, value: string, ttlSeconds: number): Promise<void> {
    await this.#try(() => this.#client.set(this.#prefix + key, value, { EX: ttlSeconds }));
  }

  /** Runs a script by its hash, sending it when Redis does not know it yet. */
  script(script: string, keys: readonly string[], values: readonly string[]): Promise<unknown> {
    let hash = this.#hashes.get(script);
    if (hash === undefined) {
      hash = createHash('sha1').update(script).digest('hex');
      this.#hashes.set(script, hash);
    }
    const known = hash;
    const options = { keys: keys.map((key) => this.#prefix + key), arguments: [...values] };
    return this.#try(async () => {
      try {
        return await this.#client.evalSha(known, options);
      } catch (error) {
        if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
        return await this.#client.eval(script, options);
      }
    });
  }

  close(): void {
    this.#client.destroy();
  }

  async #try<T>(command: () => Promise<T>): Promise<T | undefined> {
    if (!this.#client.isReady) return undefined;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), COMMAND_MS);
    });
    try {
      return await Promise.race([command(), late]);
    } catch {
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }
}
