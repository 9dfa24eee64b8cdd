import type { ChunkStore } from '../../src/contracts/chunk-store.ts';
import { storedBytes } from '../../src/model-store/chunk-grid.ts';

/** The fetch ended without these bytes, or what was there of them was wrong. */
class NeverCame extends Error {}

/** Tells readers of a model under way which bytes lie on the disk already. */
export class Arrivals {
  /** By path and index of the chunk: bytes from its beginning. */
  readonly #have = new Map<string, number>();
  readonly #waiting = new Set<() => void>();
  #over = false;

  /** Reads what an earlier try left. */
  async begin(chunks: ChunkStore, id: string): Promise<void> {
    for (const row of await chunks.rows(id))
      this.#have.set(`${row.path}\n${row.index}`, storedBytes(row));
    this.#tell();
  }

  /** The same store, heard: bytes count once they are on the disk. */
  watch(chunks: ChunkStore): ChunkStore {
    const forget = (path?: string, index?: number) => {
      for (const key of this.#have.keys()) {
        const [ofPath, ofIndex] = key.split('\n');
        if ((path ?? ofPath) === ofPath && String(index ?? ofIndex) === ofIndex)
          this.#have.delete(key);
      }
      this.#tell();
    };
    return {
      records: () => chunks.records(),
      record: (id) => chunks.record(id),
      update: (id, change) => chunks.update(id, change),
      rows: (model, path) => chunks.rows(model, path),
      join: (row) => chunks.join(row),
      parts: (row) => chunks.parts(row),
      damage: (...args) => chunks.damage(...args),
      remove: (...args) => chunks.remove(...args),
      reconcile: (model) => chunks.reconcile(model),
      addPart: async (part) => {
        const kept = await chunks.addPart(part);
        if (kept) {
          this.#have.set(`${part.path}\n${part.index}`, part.offset + part.bytes.length);
          this.#tell();
        }
        return kept;
      },
      drop: async (model, path, index) => {
        await chunks.drop(model, path, index);
        forget(path, index);
      },
    };
  }

  /** Nothing more comes; whoever waits for what is not here is told so. */
  end(): void {
    this.#over = true;
    this.#tell();
  }

  /**
   * How many bytes of a chunk are there, once there are more than `from`.
   * @throws NeverCame when they will not come any more, and the signal's reason.
   */
  async beyond(path: string, index: number, from: number, signal: AbortSignal): Promise<number> {
    for (;;) {
      signal.throwIfAborted();
      const have = this.#have.get(`${path}\n${index}`) ?? 0;
      if (have > from) return have;
      if (this.#over) throw new NeverCame();
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#waiting.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        this.#waiting.add(wake);
        signal.addEventListener('abort', wake, { once: true });
      });
    }
  }

  #tell(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}
