import type { ParleyError } from '../base/parley-error.ts';
import type { ChunkStore, ModelRecord } from '../contracts/chunk-store.ts';
import type { OriginSpec } from './origin.ts';
import { reconcileStore } from './reconcile.ts';
import { inState } from './model-state.ts';
import { storeError } from './store-error.ts';
import type { TransferRunner } from './transfer-runner.ts';
import type { TransferProgress, TransferTarget } from './transfer.ts';

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
  target(id: string): TransferTarget | undefined;
  origins(): Promise<readonly OriginSpec[]>;
  onProgress(progress: TransferProgress): void;
  onChanged(id: string, error?: unknown): void;
  /** Turns a full disk into the error that says what to delete. */
  explain(id: string, error: unknown): Promise<unknown>;
}

/**
 * The leader's work: every record in state `planned` is wanted, the one asked for first goes first.
 * The queue itself is in the database, so it outlives every tab.
 */
export class DownloadQueue {
  readonly #deps: QueueDeps;
  readonly #packs = new Map<string, Blob>();
  #running: { id: string; stop: AbortController; ended: Promise<void> } | undefined;
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
      if (resume(record)) await this.#plan(record.id);
    }
    this.wake();
  }

  /** Puts paused downloads back in line that were not paused by a person. */
  async resume(which: (record: ModelRecord) => boolean): Promise<void> {
    if (!this.#leads) return;
    for (const record of await this.#deps.chunks.records())
      if (record.state === 'paused' && which(record)) await this.#plan(record.id);
    this.wake();
  }

  offerPack(id: string, pack: Blob): void {
    this.#packs.set(id, pack);
  }

  /** Looks for planned models; nothing happens in tabs that do not lead. */
  wake(): void {
    if (!this.#leads || this.#pumping || this.#closed) return;
    this.#pumping = true;
    void this.#pump().finally(() => (this.#pumping = false));
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

  async #plan(id: string): Promise<void> {
    const { chunks, now } = this.#deps;
    await chunks.update(id, (before) => inState(before, 'planned', now()));
    this.#deps.onChanged(id);
  }

  async #pump(): Promise<void> {
    while (!this.#closed) {
      const planned = (await this.#deps.chunks.records()).filter(
        ({ state }) => state === 'planned',
      );
      const next = planned.sort((a, b) => a.changedAt - b.changedAt)[0];
      if (!next) return;
      await this.#run(next.id);
    }
  }

  async #run(id: string): Promise<void> {
    const { chunks, runner, now } = this.#deps;
    const target = this.#deps.target(id);
    const stop = new AbortController();
    let ended: () => void = () => undefined;
    this.#running = { id, stop, ended: new Promise((resolve) => (ended = resolve)) };
    let failure: unknown;
    try {
      if (!target) {
        await chunks.update(id, (before) => inState(before, 'paused', now()));
        return;
      }
      const pack = this.#packs.get(id);
      const origins: readonly OriginSpec[] = pack
        ? [{ kind: 'pack', name: 'pack', pack }]
        : await this.#deps.origins();
      const report = (progress: TransferProgress) => this.#deps.onProgress(progress);
      await runner.transfer(target, origins, report, stop.signal);
    } catch (error) {
      if (!(error instanceof Stopped)) {
        failure = await this.#deps.explain(id, error);
        const problem = (failure as Partial<ParleyError>).code ?? 'model-store-failed';
        // A worker that died could not say so itself; on a full disk nobody can.
        await chunks
          .update(id, (before) => {
            const paused = inState(before, 'paused', now()) ?? before;
            return paused?.state === 'paused' ? { ...paused, problem } : undefined;
          })
          .catch(() => undefined);
      }
    } finally {
      this.#packs.delete(id);
      this.#running = undefined;
      this.#deps.onChanged(id, failure);
      ended();
    }
  }
}
