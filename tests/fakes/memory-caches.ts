/** CacheStorage in memory: as much of it as the service worker uses. */
export class MemoryCaches {
  readonly #caches = new Map<string, MemoryCache>();
  /** Makes every `put` fail, as a full disk does. */
  full = false;

  open(name: string): Promise<MemoryCache> {
    const cache = this.#caches.get(name) ?? new MemoryCache(() => this.full);
    this.#caches.set(name, cache);
    return Promise.resolve(cache);
  }

  /** Addresses in a cache, without the origin. */
  addresses(name: string): string[] {
    return [...(this.#caches.get(name)?.entries.keys() ?? [])].sort();
  }
}

class MemoryCache {
  readonly entries = new Map<string, { status: number; headers: Headers; body: ArrayBuffer }>();
  readonly #full: () => boolean;

  constructor(full: () => boolean) {
    this.#full = full;
  }

  async put(address: string, response: Response): Promise<void> {
    const body = await response.arrayBuffer();
    if (this.#full()) throw new DOMException('The disk is full.', 'QuotaExceededError');
    this.entries.set(address, { status: response.status, headers: response.headers, body });
  }

  match(address: string): Promise<Response | undefined> {
    const entry = this.entries.get(address);
    return Promise.resolve(entry && new Response(entry.body, entry));
  }

  keys(): Promise<{ url: string }[]> {
    return Promise.resolve(
      [...this.entries.keys()].map((url) => ({ url: `https://parley.example${url}` })),
    );
  }

  delete({ url }: { url: string }): Promise<boolean> {
    return Promise.resolve(this.entries.delete(url.replace('https://parley.example', '')));
  }
}
