import type { MirroredModel } from '../../src/contracts/api.ts';
import { MODEL_ID } from '../../src/contracts/catalog.ts';
import { listFiles } from '../static/list-files.ts';

/** How long a look at the disk is trusted when something is not in it. */
const RESCAN_AFTER_MS = 2000;

interface Snapshot {
  readonly atMs: number;
  readonly models: readonly MirroredModel[];
  /** `<id>/<path>` → absolute file. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * What lies in the folders of weights: one folder per model. Of two files with one address the one
 * in the folder that was named first is served. An address is looked up here and never
 * turned into a path, so nothing outside can be named. Files added later are found by themselves.
 */
export class ModelIndex {
  readonly #roots: readonly string[];
  readonly #nowMs: () => number;
  #snapshot: Promise<Snapshot> | undefined;

  /** The roots need not exist; `nowMs` only has to move forward. */
  constructor(roots: readonly string[], nowMs: () => number) {
    this.#roots = roots;
    this.#nowMs = nowMs;
  }

  /** All models, as of at most two seconds ago. */
  async list(): Promise<readonly MirroredModel[]> {
    return (await this.#recent()).models;
  }

  /** The absolute file behind `<id>/<path>`, if there is one. */
  async find(key: string): Promise<string | undefined> {
    const known = (await this.#snapshot)?.files.get(key);
    return known ?? (await this.#recent()).files.get(key);
  }

  /** Something was put there just now: the next question looks at the disk. */
  forget(): void {
    this.#snapshot = undefined;
  }

  async #recent(): Promise<Snapshot> {
    const last = await this.#snapshot;
    if (!last || this.#nowMs() - last.atMs > RESCAN_AFTER_MS) this.#snapshot = this.#scan();
    // Not `last`: whoever came in between may have started a newer scan, which all then share.
    return (await this.#snapshot) as Snapshot;
  }

  async #scan(): Promise<Snapshot> {
    const files = new Map<string, string>();
    const models = new Map<string, { path: string; sizeBytes: number }[]>();
    const lists = await Promise.all(this.#roots.map((root) => listFiles(root)));
    for (const { path, file, sizeBytes } of lists.flat()) {
      const slash = path.indexOf('/');
      const id = path.slice(0, Math.max(slash, 0));
      if (!MODEL_ID.test(id) || files.has(path)) continue;
      files.set(path, file);
      const entry = models.get(id) ?? [];
      entry.push({ path: path.slice(slash + 1), sizeBytes });
      models.set(id, entry);
    }
    return {
      atMs: this.#nowMs(),
      models: [...models].map(([id, files]) => ({ id, files })),
      files,
    };
  }
}
