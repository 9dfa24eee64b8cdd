import type { ParleyError } from '../base/parley-error.ts';
import type { ModelEntry } from '../contracts/catalog.ts';
import type { ChunkStore, ModelRecord, ModelState } from '../contracts/chunk-store.ts';
import { chunkCount, doneBytes, totalBytes } from './chunk-grid.ts';
import { catalogFiles } from './plan.ts';
import { storeError, isStoreErrorCode } from './store-error.ts';
import type { TransferProgress } from './transfer/transfer.ts';

/** One model as a screen shows it. Bytes of weights; times as in ModelRecord. */
export interface ModelStatus {
  readonly entry: ModelEntry;
  readonly state: ModelState;
  /** The variant that is here or on its way; undefined while absent. */
  readonly variant: string | undefined;
  readonly doneBytes: number;
  /** Null while nobody knows. */
  readonly totalBytes: number | null;
  readonly bytesPerSecond: number;
  readonly secondsLeft: number | null;
  readonly usedAt: number;
  readonly chunks: number;
  readonly badChunks: number;
  /** Why it is paused or damaged; null when a person paused it or all is well. */
  readonly error: ParleyError | null;
}

/** Bytes of a variant as the catalog pins them; null when some are not pinned. */
function catalogBytes(entry: ModelEntry, variant: string | undefined): number | null {
  let sum = 0;
  for (const { sizeBytes, optional } of catalogFiles(entry, variant ?? '')) {
    if (sizeBytes === undefined && !optional) return null;
    sum += sizeBytes ?? 0;
  }
  return sum > 0 ? sum : null;
}

function statusOf(entry: ModelEntry, record: ModelRecord | undefined, done: number): ModelStatus {
  const problem = record?.problem;
  const total = record && record.files.length > 0 ? totalBytes(record) : null;
  const mb = (bytes: number) => (bytes / 1e6).toFixed(1);
  const error =
    problem !== undefined && isStoreErrorCode(problem)
      ? storeError(problem, {
          model: entry.name,
          file: record?.problemFile ?? record?.files[0]?.path ?? entry.id,
          doneMb: mb(done),
          totalMb: mb(total ?? 0),
          needMb: Math.ceil(((total ?? 0) - done) / 1e6),
          badChunks: record?.badChunks ?? 0,
        })
      : null;
  return {
    entry,
    state: record?.state ?? 'absent',
    variant: total === null ? undefined : record?.variant,
    doneBytes: done,
    totalBytes: total ?? catalogBytes(entry, entry.variants[0]?.name),
    bytesPerSecond: 0,
    secondsLeft: null,
    usedAt: record?.usedAt ?? 0,
    chunks:
      record?.files.reduce((n, file) => n + chunkCount(file.sizeBytes, record.chunkBytes), 0) ?? 0,
    badChunks: record?.badChunks ?? 0,
    error,
  };
}

/** Keeps the status of every model of the catalog, and tells whoever watches. */
export class StatusBoard {
  readonly #chunks: ChunkStore;
  readonly #statuses: Map<string, ModelStatus>;
  readonly #listeners = new Set<(status: ModelStatus) => void>();

  constructor(catalog: readonly ModelEntry[], chunks: ChunkStore) {
    this.#chunks = chunks;
    this.#statuses = new Map(catalog.map((entry) => [entry.id, statusOf(entry, undefined, 0)]));
  }

  all(): ModelStatus[] {
    return [...this.#statuses.values()];
  }

  watch(listener: (status: ModelStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  progress(progress: TransferProgress): void {
    const status = this.#statuses.get(progress.id);
    if (status) this.#set({ ...status, ...progress, error: null });
  }

  /**
   * Reads what is here. Most models of the catalog are not, and a look at each would keep a slow
   * phone busy while its first page is drawn.
   */
  async refreshAll(): Promise<void> {
    // The database was closed (this page is going away): what was shown last stays.
    const records = await this.#chunks.records().catch(() => []);
    const here = new Set(records.map(({ id }) => id));
    for (const { entry, state } of this.all()) {
      if (here.has(entry.id) || state !== 'absent') await this.refresh(entry.id);
    }
  }

  /** Reads a model's record again; `error` is a fresher story than the record's code. */
  async refresh(id: string, error?: ParleyError): Promise<void> {
    const entry = this.#statuses.get(id)?.entry;
    if (!entry) return;
    let status;
    try {
      const record = await this.#chunks.record(id);
      status = statusOf(entry, record, doneBytes(await this.#chunks.rows(id)));
    } catch {
      // The database was closed (this page is going away): what was shown last stays.
      return;
    }
    // An error means that nobody works on it, even where that could not be written down.
    const stuck = error && (status.state === 'downloading' || status.state === 'verifying');
    if (stuck) this.#set({ ...status, state: 'paused', error });
    else this.#set(error && status.error?.code === error.code ? { ...status, error } : status);
  }

  /** Resolves when the model is ready, throws when it stopped before. */
  settled(id: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (status: ModelStatus): boolean => {
        if (status.entry.id !== id) return false;
        if (status.state === 'ready') resolve();
        else if (status.state === 'paused' || status.state === 'damaged')
          reject(status.error ?? new DOMException('paused', 'AbortError'));
        else if (status.state === 'absent') reject(new DOMException('removed', 'AbortError'));
        else return false;
        return true;
      };
      const stop = this.watch((status) => {
        if (look(status)) stop();
      });
      signal.addEventListener('abort', () => (stop(), reject(signal.reason as Error)));
      void this.refresh(id);
    });
  }

  #set(status: ModelStatus): void {
    this.#statuses.set(status.entry.id, status);
    for (const listener of this.#listeners) listener(status);
  }
}
