import type { CacheStorageLike } from '../../src/model-store/kept-weights.ts';

/** Cache Storage in memory, with a switch that refuses to keep anything more. */
export class FakeCaches implements CacheStorageLike {
  readonly kept = new Map<string, { bytes: ArrayBuffer; headers: Headers }>();
  full = false;

  open(): Promise<Cache> {
    const cache = {
      match: (key: string) => {
        const found = this.kept.get(key);
        return Promise.resolve(found && new Response(found.bytes, { headers: found.headers }));
      },
      put: async (key: string, response: Response) => {
        if (this.full) throw new DOMException('no room', 'QuotaExceededError');
        this.kept.set(key, { bytes: await response.arrayBuffer(), headers: response.headers });
      },
    };
    return Promise.resolve(cache as unknown as Cache);
  }
}
