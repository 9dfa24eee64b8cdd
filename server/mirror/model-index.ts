import type { MirroredModel } from '../../src/contracts/api.ts';
import { listFiles } from '../static/list-files.ts';

/** How long a look at the disk is trusted when something is not in it. */
const RESCAN_AFTER_MS = 2000;

/** Like the ids of models/*.json. */
const idPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

interface Snapshot {
  readonly atMs: number;
  readonly models: readonly MirroredModel[];
  /** `<id>/<path>` → absolute file. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * What lies in the weights folder: one folder per model. An address is looked up here and never
 * turned into a path, so nothing outside can be named. Files added later are found by themselves.
 */
export class ModelIndex {
  readonly #root: string;
  readonly #nowMs: () => number;
  #snapshot: Promise<Snapshot> | undefined;

  /** `root` need not exist; `nowMs` only has to move forward. */
  constructor(root: string, nowMs: () => number) {
    this.#root = root;
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

  async #recent(): Promise<Snapshot> {
    const last = await this.#snapshot;
    if (!last || this.#nowMs() - last.atMs > RESCAN_AFTER_MS) this.#snapshot = this.#scan();
    // Not `last`: whoever came in between may have started a newer scan, which all then share.
    return (await this.#snapshot) as Snapshot;
  }

  async #scan(): Promise<Snapshot> {
    const files = new Map<string, string>();
    const models = new Map<string, { path: string; sizeBytes: number }[]>();
    for (const { path, file, sizeBytes } of await listFiles(this.#root)) {
      const slash = path.indexOf('/');
      const id = path.slice(0, Math.max(slash, 0));
      if (!idPattern.test(id)) continue;
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
