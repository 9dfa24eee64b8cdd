/** Engine files are too large to precache and named without a hash; this says how they are kept. */

const CACHE = 'parley-engines';

/** Folder (`/ort/`) → version of what lies in it. */
export type EngineVersions = Readonly<Record<string, string>>;

/** Keeps engine files by the version of their folder, so that an update fetches only what changed. */
export class EngineFiles {
  readonly #versions: EngineVersions;
  readonly #caches: CacheStorage;
  readonly #fetch: typeof fetch;
  /** Path → settles when its copy is kept. */
  readonly #arriving = new Map<string, Promise<void>>();

  constructor(versions: EngineVersions, caches: CacheStorage, fetcher: typeof fetch) {
    this.#versions = versions;
    this.#caches = caches;
    this.#fetch = fetcher;
  }

  /** Whether this path lies in one of the folders. */
  has(path: string): boolean {
    return this.#keyOf(path) !== undefined;
  }

  /** The kept file, whole. */
  async kept(path: string): Promise<Response | undefined> {
    const key = this.#keyOf(path);
    return key === undefined ? undefined : (await this.#open()).match(key);
  }

  /**
   * Keeps a file for use without a network; fetches it unless it is kept or on its way.
   * @throws when it cannot be fetched whole or there is no room for it.
   */
  async keep(path: string): Promise<void> {
    if (!this.has(path)) throw new TypeError(`${path} is not an engine file.`);
    if (await this.kept(path)) return;
    let arriving = this.#arriving.get(path);
    if (!arriving) {
      const response = this.#begin(path);
      arriving = this.#arriving.get(path);
      // Nobody reads this half. Its cancelling ends with the other half, so it is not waited for.
      void (await response).body?.cancel();
    }
    await arriving;
  }

  /**
   * Fetches a file and keeps a copy while it is read, so that nothing is fetched twice. Waits for
   * a copy that is already on its way.
   */
  async fetch(path: string): Promise<Response> {
    const kept = await this.kept(path);
    if (kept) return kept;
    const arriving = this.#arriving.get(path);
    if (!arriving) return this.#begin(path);
    await arriving.catch(() => undefined);
    return (await this.kept(path)) ?? this.#begin(path);
  }

  /** Settles when nothing is on its way any more; never throws. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#arriving.values());
  }

  /** Forgets files of versions that are no longer used. */
  async tidy(): Promise<void> {
    const cache = await this.#open();
    for (const request of await cache.keys()) {
      const { pathname, search } = new URL(request.url);
      if (this.#keyOf(pathname) !== pathname + search) await cache.delete(request);
    }
  }

  #begin(path: string): Promise<Response> {
    // Not from the browser's own cache unasked: that copy may be of the version before.
    const response = this.#fetch(path, { cache: 'no-cache' });
    const stored = response.then((whole) => this.#store(path, whole.clone()));
    this.#arriving.set(path, stored);
    const done = () => this.#arriving.delete(path);
    stored.then(done, done);
    return response;
  }

  async #store(path: string, response: Response): Promise<void> {
    const key = this.#keyOf(path);
    if (key === undefined || response.status !== 200) {
      void response.body?.cancel();
      throw new TypeError(`${path} answered ${response.status}.`);
    }
    await (await this.#open()).put(key, response);
  }

  #open(): Promise<Cache> {
    return this.#caches.open(CACHE);
  }

  #keyOf(path: string): string | undefined {
    const folder = Object.keys(this.#versions).find((folder) => path.startsWith(folder));
    return folder && `${path}?v=${encodeURIComponent(this.#versions[folder] ?? '')}`;
  }
}
