import { ApiError } from '../api-error.ts';
import { createHubOrigin } from '../../src/model-store/sources/hub-origin.ts';
import type { ModelEntry } from '../../src/contracts/catalog.ts';
import type { ModelPlan } from '../../src/contracts/api.ts';
import type { ModelRecord, PlannedFile } from '../../src/contracts/chunk-store.ts';
import { totalBytes } from '../../src/model-store/chunk-grid.ts';
import type { Fetch } from '../../src/model-store/sources/origin.ts';
import { Arrivals } from './arrivals.ts';
import { readCatalogEntry } from './catalog-entry.ts';
import { DiskChunks } from './disk-chunks.ts';
import { fetchRefusal } from './fetch-refusal.ts';
import { lockPull } from './pull-lock.ts';
import { planPull, pullModel, type PullJob } from './pull-model.ts';

/** A fetch that nobody reads any more goes on for so long, so that a reload finds it. */
const ALONE_MS = 60_000;

export interface FetchParts {
  /** Where models are put; absolute. */
  readonly modelsDir: string;
  readonly catalogDir: string;
  /** Address of the hub, without a slash at its end. */
  readonly hub: string;
  readonly fetch: Fetch;
  /** A model is whole now and served from its folder. */
  readonly onPublished: () => void;
  /** Told how a fetch ended; the error is undefined where it came whole. */
  readonly onEnded: (id: string, error?: unknown) => void;
}

/** A model on its way from the hub to this disk. */
export interface Underway {
  readonly id: string;
  readonly variant: string;
  readonly record: ModelRecord;
  readonly arrivals: Arrivals;
  /** Absolute; one folder per model below it. */
  readonly modelsDir: string;
  /** Of the bytes that were missing. */
  doneBytes: number;
  /** A client reads from it; the returned function says that it stopped. */
  join(): () => void;
}

interface Running {
  readonly variant: string;
  readonly planned: Promise<Underway | undefined>;
  readonly ended: Promise<void>;
  readonly stop: AbortController;
  underway?: Underway;
}

/**
 * Models that the companion lacks, fetched from the hub when somebody wants one: each once, however
 * many want it, verified and journaled as `npm run models:pull` does it.
 */
export class ModelFetches {
  readonly #parts: FetchParts;
  readonly #running = new Map<string, Running>();

  constructor(parts: FetchParts) {
    this.#parts = parts;
  }

  /** What is on its way now. */
  get underway(): readonly Underway[] {
    return [...this.#running.values()].flatMap(({ underway }) => underway ?? []);
  }

  /** The fetch that brings this file; undefined where none does. */
  find(id: string, path: string): { underway: Underway; file: PlannedFile } | undefined {
    const underway = this.#running.get(id)?.underway;
    const file = underway?.record.files.find((each) => each.path === path);
    return underway && file && { underway, file };
  }

  /**
   * The files of a model as they would be fetched. @throws ApiError when there is no such model, or
   * the hub cannot be asked.
   */
  async plan(id: string, variant: string, signal: AbortSignal): Promise<ModelPlan> {
    const entry = await this.#entry(id, variant);
    const job = this.#job(entry, variant);
    try {
      const { files, revision } = await planPull(job, signal);
      return {
        id,
        variant,
        revision,
        files: files.map(({ path, sizeBytes, sha256, gitOid }) => ({
          path,
          sizeBytes,
          ...(sha256 === undefined ? {} : { sha256 }),
          ...(gitOid === undefined ? {} : { gitOid }),
        })),
      };
    } catch (error) {
      signal.throwIfAborted();
      throw fetchRefusal(error, entry.name, this.#parts.hub);
    }
  }

  /**
   * Begins to fetch a model, or joins whoever did. Resolves when its files can be asked for;
   * undefined where all of them are here. `mayStart` throws where this client may only join.
   * @throws ApiError
   */
  async begin(
    id: string,
    variant: string,
    mayStart: () => void = () => {},
  ): Promise<Underway | undefined> {
    // Who may not is told so whether there is such a model or not.
    if (!this.#running.has(id)) mayStart();
    const entry = await this.#entry(id, variant);
    let running = this.#running.get(id);
    if (!running) {
      mayStart();
      running = this.#start(entry, variant);
    }
    if (running.variant !== variant)
      throw new ApiError(
        503,
        'model_fetch_busy',
        `Other files of ${entry.name} are being fetched; try again when they are here.`,
        { retryAfterMs: 5000 },
      );
    return running.planned;
  }

  /** Stops every fetch; the next one goes on from there. */
  async close(): Promise<void> {
    const all = [...this.#running.values()];
    for (const { stop } of all) stop.abort(new ApiError(503, 'server_shutdown', 'It stops.'));
    await Promise.all(all.map(({ ended }) => ended));
  }

  async #entry(id: string, variant: string): Promise<ModelEntry> {
    const entry = await readCatalogEntry(this.#parts.catalogDir, id);
    const known = entry?.variants.find(({ name }) => name === variant);
    if (entry?.source && known && !known.bundled) return entry;
    throw new ApiError(404, 'model_not_found', 'The catalog has no such model of a hub.', {
      param: entry?.source ? 'variant' : 'id',
    });
  }

  #job(entry: ModelEntry, variant: string): PullJob {
    const { hub, fetch, modelsDir } = this.#parts;
    const origin = createHubOrigin({ name: 'hub', baseUrl: hub }, fetch, Date.now);
    return { entry, variant, to: modelsDir, origins: [origin] };
  }

  #start(entry: ModelEntry, variant: string): Running {
    const { id } = entry;
    const stop = new AbortController();
    let planned: (underway: Underway | undefined) => void = () => undefined;
    let failed: (error: unknown) => void = () => undefined;
    const running: Running = {
      variant,
      stop,
      planned: new Promise((resolve, reject) => {
        planned = resolve;
        failed = reject;
      }),
      ended: Promise.resolve().then(async () => {
        try {
          await this.#fetch(entry, running, planned);
          planned(undefined);
          this.#parts.onEnded(id);
        } catch (error) {
          failed(fetchRefusal(error, entry.name, this.#parts.hub));
          this.#parts.onEnded(id, error);
        } finally {
          this.#running.delete(id);
          running.underway?.arrivals.end();
        }
      }),
    };
    running.planned.catch(() => undefined);
    this.#running.set(id, running);
    return running;
  }

  async #fetch(
    entry: ModelEntry,
    running: Running,
    planned: (underway: Underway) => void,
  ): Promise<void> {
    const { modelsDir } = this.#parts;
    const { id } = entry;
    const lock = await lockPull(modelsDir, id);
    if (!lock)
      throw new ApiError(
        503,
        'model_fetch_busy',
        `${entry.name} is being fetched into this folder by another process.`,
        { retryAfterMs: 5000 },
      );
    try {
      const chunks = new DiskChunks(modelsDir);
      const arrivals = new Arrivals();
      await pullModel(
        this.#job(entry, running.variant),
        chunks,
        arrivals.watch(chunks),
        {
          onPlanned: (record) => {
            const underway = this.#underway(record, arrivals, running);
            running.underway = underway;
            void arrivals.begin(chunks, id).then(
              () => planned(underway),
              () => planned(underway),
            );
          },
          onProgress: ({ state, doneBytes }) => {
            if (running.underway && state === 'downloading') running.underway.doneBytes = doneBytes;
          },
        },
        running.stop.signal,
      );
      this.#parts.onPublished();
    } finally {
      await lock.release();
    }
  }

  #underway(record: ModelRecord, arrivals: Arrivals, { stop, variant }: Running): Underway {
    let readers = 0;
    let alone: NodeJS.Timeout | undefined;
    const wait = () => {
      alone = setTimeout(() => stop.abort(new Error('nobody waits for it')), ALONE_MS);
      alone.unref();
    };
    wait();
    return {
      id: record.id,
      variant,
      record,
      arrivals,
      modelsDir: this.#parts.modelsDir,
      doneBytes: 0,
      join() {
        clearTimeout(alone);
        readers++;
        let left = false;
        return () => {
          if (left) return;
          left = true;
          readers--;
          if (readers === 0) wait();
        };
      },
    };
  }
}

/** Bytes of everything that a fetch brings. */
export const bytesOf = ({ record }: Underway): number => totalBytes(record);
