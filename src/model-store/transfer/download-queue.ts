import { ParleyError } from '../../base/parley-error.ts';
import type { ChunkStore, ModelRecord } from '../../contracts/chunk-store.ts';
import type { OriginSpec } from '../sources/origin.ts';
import { reconcileStore } from './reconcile.ts';
import { inState } from '../model-state.ts';
import { storeError } from '../store-error.ts';
import type { TransferRunner } from './transfer-runner.ts';
import type { TransferProgress, WantedModel } from './transfer.ts';

/** Why a running transfer was stopped; thrown through it and never shown. */
export class Stopped extends Error {
  readonly why: 'paused' | 'removed';
  constructor(why: Stopped['why']) {
    super(why);
    this.why = why;
  }
}

export interface QueueDeps {
  readonly chunks: ChunkStore;
  readonly runner: TransferRunner;
  readonly now: () => number;
  target(id: string): WantedModel | undefined;
  /** Where a model's bytes may come from, in the order in which they are asked. */
  origins(id: string): Promise<readonly OriginSpec[]>;
  onProgress(progress: TransferProgress): void;
  onChanged(id: string, error?: unknown): void;
  /**
   * The source has another model than was planned: plans anew and puts it in line. False where that
   * would be the same plan again.
   */
  replan(id: string): Promise<boolean>;
  /** Turns a full disk into the error that says what to delete. */
  explain(id: string, error: unknown): Promise<unknown>;
}

/** How often one model is planned anew before a person is asked. */
const MOST_REPLANS = 3;

const isChange = (error: unknown): boolean =>
  error instanceof ParleyError && error.code === 'model-source-changed';

/**
 * The leader's work: every record in state `planned` is wanted, the one asked for first goes first.
 * The queue itself is in the database, so it outlives every tab.
 */
export class DownloadQueue {
  readonly #deps: QueueDeps;
  readonly #packs = new Map<string, Blob>();
  #running: { id: string; stop: AbortController; ended: Promise<void> } | undefined;
  readonly #replans = new Map<string, number>();
  #pumping = false;
  #leads = false;
  #closed = false;

  constructor(deps: QueueDeps) {
    this.#deps = deps;
  }

  get leads(): boolean {
    return this.#leads;
  }

  /** Called once this tab holds the lock: mends what a crash left and goes on with it. */
  async takeOver(resume: (record: ModelRecord) => boolean): Promise<void> {
    const { chunks, now } = this.#deps;
    await reconcileStore(chunks, now);
    this.#leads = true;
    for (const record of await chunks.records()) {
      this.#deps.onChanged(record.id);
      if (resume(record)) await this.#plan(record.id).catch(() => undefined);
    }
    this.wake();
  }

  /** Puts paused downloads back in line that were not paused by a person. */
  async resume(which: (record: ModelRecord) => boolean): Promise<void> {
    if (!this.#leads) return;
    for (const record of await this.#deps.chunks.records())
      if (record.state === 'paused' && which(record))
        await this.#plan(record.id).catch(() => undefined);
    this.wake();
  }

  offerPack(id: string, pack: Blob): void {
    this.#packs.set(id, pack);
  }

  /** Looks for planned models; nothing happens in tabs that do not lead. */
  wake(): void {
    if (!this.#leads || this.#pumping || this.#closed) return;
    this.#pumping = true;
    void this.#pump()
      // The database is gone with the page, or as good as gone; the next press tries again.
      .catch(() => undefined)
      .finally(() => (this.#pumping = false));
  }

  /** True when it was running here; resolves after its last byte was kept. */
  async stop(id: string, why: Stopped['why']): Promise<boolean> {
    const running = this.#running;
    if (running?.id !== id) return false;
    running.stop.abort(new Stopped(why));
    await running.ended;
    return true;
  }

  /** Stops as a killed tab would be stopped, so that the next one goes on with it. */
  async close(): Promise<void> {
    this.#closed = true;
    const running = this.#running;
    running?.stop.abort(storeError('model-interrupted', { model: running.id }));
    await running?.ended;
  }

  /** A source that has something else every time is not followed for ever. */
  async #replan(id: string): Promise<boolean> {
    const times = (this.#replans.get(id) ?? 0) + 1;
    this.#replans.set(id, times);
    if (times > MOST_REPLANS) return false;
    return this.#deps.replan(id).catch(() => false);
  }

  async #plan(id: string): Promise<void> {
    const { chunks, now } = this.#deps;
    await chunks.update(id, (before) => inState(before, 'planned', now()));
    this.#deps.onChanged(id);
  }

  async #pump(): Promise<void> {
    // A model whose record cannot be written stays `planned`: it must not keep the others waiting.
    const stuck = new Set<string>();
    while (!this.#closed) {
      const planned = (await this.#deps.chunks.records()).filter(
        ({ id, state }) => state === 'planned' && !stuck.has(id),
      );
      const next = planned.sort((a, b) => a.changedAt - b.changedAt)[0];
      if (!next) return;
      const goesAgain = await this.#run(next.id);
      const after = await this.#deps.chunks.record(next.id).catch(() => undefined);
      if (after?.state === 'planned' && after.changedAt === next.changedAt && !goesAgain)
        stuck.add(next.id);
    }
  }

  /** True where it was planned anew. */
  async #run(id: string): Promise<boolean> {
    const { chunks, runner, now } = this.#deps;
    const target = this.#deps.target(id);
    const stop = new AbortController();
    let ended: () => void = () => undefined;
    this.#running = { id, stop, ended: new Promise((resolve) => (ended = resolve)) };
    let failure: unknown;
    try {
      if (!target) {
        await chunks.update(id, (before) => inState(before, 'paused', now()));
        return false;
      }
      const pack = this.#packs.get(id);
      const origins: readonly OriginSpec[] = pack
        ? [{ kind: 'pack', name: 'pack', pack }]
        : await this.#deps.origins(id);
      const report = (progress: TransferProgress) => this.#deps.onProgress(progress);
      await runner.transfer(target, origins, report, stop.signal);
      this.#replans.delete(id);
      return false;
    } catch (error) {
      if (!(error instanceof Stopped)) {
        failure = await this.#deps.explain(id, error);
        if (isChange(failure) && !this.#closed) {
          if (await this.#replan(id)) {
            failure = undefined;
            return true;
          }
          // What was planned is right, and nobody has it.
          failure = storeError('model-source-refused', { model: target?.name ?? id }, failure);
        }
        // A DOMException's code is a number and says nothing.
        const problem = failure instanceof ParleyError ? failure.code : 'model-store-failed';
        // A worker that died could not say so itself; on a full disk nobody can.
        await chunks
          .update(id, (before) => {
            const paused = inState(before, 'paused', now()) ?? before;
            return paused?.state === 'paused' ? { ...paused, problem } : undefined;
          })
          .catch(() => undefined);
      }
      return false;
    } finally {
      this.#packs.delete(id);
      this.#running = undefined;
      this.#deps.onChanged(id, failure);
      ended();
    }
  }
}
