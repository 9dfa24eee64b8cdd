import { ParleyError } from '../base/parley-error.ts';
import { fromPlain, toPlain } from '../base/worker/plain-error.ts';
import type { ModelEntry } from '../contracts/catalog.ts';
import type { ChunkStore, ModelRecord } from '../contracts/chunk-store.ts';
import { doneBytes, totalBytes } from './chunk-grid.ts';
import { readArrivals, type Arriving } from './sources/companion-arrivals.ts';
import { DownloadQueue } from './transfer/download-queue.ts';
import type { KeptValues } from './kept/kept-values.ts';
import { makeOrigin } from './sources/make-origin.ts';
import { openModelFiles } from './kept/model-files.ts';
import { StatusBoard, type ModelStatus } from './model-status.ts';
import type { Fetch, OriginSpec } from './sources/origin.ts';
import { openPack, packHead, packList } from './sources/pack-format.ts';
import { planModel } from './plan.ts';
import { isSamePlan, planInStore } from './plan-in-store.ts';
import {
  asksFirst,
  diskFull,
  fits,
  noSpace,
  readSpace,
  type ConnectionLike,
  type Space,
} from './kept/space.ts';
import type { StorageLike } from './kept/space.ts';
import { asSourceOrder, inOrder, sourcesOf, type SourceOrder } from './sources/source-order.ts';
import type { Scrubbed } from './transfer/scrub.ts';
import type { Timers } from './transfer/stall.ts';
import { storeError } from './store-error.ts';
import { createStoredModels, type StoredModels } from './kept/stored-models.ts';
import { lead, type ChannelLike, type LocksLike, type TabMessage } from './tabs.ts';
import type { TransferRunner } from './transfer/transfer-runner.ts';
import { createTryAgain } from './transfer/try-again.ts';

export interface ModelStoreDeps {
  readonly chunks: ChunkStore;
  readonly catalog: readonly ModelEntry[];
  readonly kept: KeptValues;
  /** Read anew for every download; asked in the order that people chose. */
  readonly origins: () => readonly OriginSpec[];
  readonly runner: TransferRunner;
  /** For lists of files only; bytes are fetched by the runner. */
  readonly fetch: Fetch;
  readonly locks: LocksLike | undefined;
  readonly channel: ChannelLike;
  readonly storage: StorageLike | undefined;
  readonly connection: () => ConnectionLike | undefined;
  readonly now: () => number;
  readonly random: () => number;
  readonly timers: Timers;
  readonly chunkBytes: number;
}

export interface GetOptions {
  /** The person was asked and wants it on a metered connection, too. */
  readonly meteredToo?: boolean;
}

/** Everything a screen shows of the store, and everything it can ask for. */
export interface ModelStore {
  /** What engines read from. */
  readonly stored: StoredModels;
  statuses(): readonly ModelStatus[];
  /** Called after every change, with the model that changed. Returns how to stop. */
  watch(listener: (status: ModelStatus) => void): () => void;
  /**
   * Plans a model and puts it in line; resolves once it is on its way. Also continues a paused one
   * and mends a damaged one. Throws `model-unplannable`, `model-no-space…`, `model-metered`.
   */
  get(id: string, variant: string, options: GetOptions, signal: AbortSignal): Promise<void>;
  /** Bytes of a model as its source says now, without getting it. Throws `model-unplannable`. */
  size(id: string, variant: string, signal: AbortSignal): Promise<number>;
  /** Resolves when the model is ready; throws why it stopped. */
  whenReady(id: string, signal: AbortSignal): Promise<void>;
  pause(id: string): Promise<void>;
  /** Deletes every byte, also of a download under way. */
  remove(id: string): Promise<void>;
  /** Reads a model back and marks what is damaged. */
  verify(id: string, signal: AbortSignal): Promise<Scrubbed>;
  /** A ready model as one file. A Blob of handles: writing it out streams from disk. */
  savePack(id: string): Promise<{ name: string; pack: Blob }>;
  /** Puts a pack in line to be imported; resolves with the model's id once that is under way. */
  openPack(pack: Blob, signal: AbortSignal): Promise<string>;
  space(): Promise<Space>;
  /** What companions have on its way from the hub, by model; empty where nobody says. */
  arriving(signal: AbortSignal): Promise<ReadonlyMap<string, Arriving>>;
  /** Which source is asked first; null where there is only one. */
  sourceOrder(): Promise<SourceOrder | null>;
  /** Keeps the choice; holds from the next download on, in every tab. */
  setSourceOrder(order: SourceOrder): Promise<void>;
  /** The network is back: go on with what it stopped. */
  online(): void;
  close(): Promise<void>;
}

/** Problems that pass by themselves; a person who pressed Pause leaves none. */
const PASSING = ['model-interrupted', 'model-offline', 'model-store-failed'];

/** Under this name the order of sources is kept. */
const ORDER = 'sourceOrder';

export function createModelStore(deps: ModelStoreDeps): ModelStore {
  const { chunks, catalog, channel, now } = deps;
  const closing = new AbortController();
  const board = new StatusBoard(catalog, chunks);
  const entryOf = (id: string): ModelEntry => {
    const entry = catalog.find((each) => each.id === id);
    if (!entry) throw storeError('model-unknown', { model: id });
    return entry;
  };
  const sources = async () =>
    inOrder(deps.origins(), asSourceOrder(await deps.kept.read(ORDER).catch(() => undefined)));
  const origins = async (entry: ModelEntry, variant: string) =>
    sourcesOf(entry, variant, await sources()).map((spec) => makeOrigin(spec, deps.fetch, now));
  const nameOf = (id: string) => catalog.find((each) => each.id === id)?.name ?? id;
  const tryAgain = createTryAgain(deps.timers, deps.random, () => void queue.resume(passes));
  const changed = (id: string, error?: unknown) => {
    if (error instanceof ParleyError && PASSING.includes(error.code)) tryAgain.failed();
    channel.postMessage({ kind: 'changed', id, ...(error ? { error: toPlain(error) } : {}) });
    void board.refresh(id, error instanceof ParleyError ? error : undefined);
  };
  const metered = (record: ModelRecord) => asksFirst(deps.connection(), totalBytes(record));
  const passes = (record: ModelRecord) =>
    record.state === 'paused' && PASSING.includes(record.problem ?? '') && !metered(record);

  const queue = new DownloadQueue({
    chunks,
    runner: deps.runner,
    now,
    target(id) {
      const entry = catalog.find((each) => each.id === id);
      return entry && { id, name: entry.name, repository: entry.source?.repository ?? '' };
    },
    async origins(id) {
      const entry = catalog.find((each) => each.id === id);
      const { variant } = (await chunks.record(id)) ?? {};
      return entry && variant ? sourcesOf(entry, variant, await sources()) : sources();
    },
    async replan(id) {
      const before = await chunks.record(id);
      if (!before) return false;
      const entry = entryOf(id);
      // What is asked before a download was answered when it began.
      const room = (need: number) => admit(entry, need, true);
      const { signal } = closing;
      const now = await origins(entry, before.variant);
      await planInStore(entry, before.variant, now, deps, room, signal);
      const after = await chunks.record(id);
      return after?.state === 'planned' && !isSamePlan(before, after);
    },
    onProgress(progress) {
      if (progress.bytesPerSecond > 0) tryAgain.moved();
      channel.postMessage({ kind: 'progress', progress });
      board.progress(progress);
    },
    onChanged: changed,
    async explain(id, error) {
      if (!(error instanceof DOMException) || error.name !== 'QuotaExceededError') return error;
      const record = await chunks.record(id);
      const done = doneBytes(await chunks.rows(id));
      const all = record ? totalBytes(record) : 0;
      return diskFull(entryOf(id), done, all, await chunks.records(), nameOf, error);
    },
  });

  async function removeHere(id: string): Promise<void> {
    await queue.stop(id, 'removed');
    await chunks.remove(id, now());
    deps.runner.rest();
    changed(id);
  }

  async function heard(message: TabMessage): Promise<void> {
    switch (message.kind) {
      case 'progress':
        return board.progress(message.progress);
      case 'changed': {
        const error = message.error && fromPlain(message.error);
        return board.refresh(message.id, error instanceof ParleyError ? error : undefined);
      }
      case 'wanted':
        if (message.pack && queue.leads) queue.offerPack(message.id, message.pack);
        return queue.wake();
      case 'pause':
        return void (await queue.stop(message.id, 'paused'));
      case 'remove':
        if (queue.leads) await removeHere(message.id);
    }
  }
  channel.onmessage = ({ data }) => void heard(data);
  void board.refreshAll();
  lead(deps.locks, () => queue.takeOver(passes), closing.signal);

  function want(id: string, pack?: Blob): void {
    if (pack) queue.offerPack(id, pack);
    changed(id);
    if (queue.leads) queue.wake();
    else channel.postMessage({ kind: 'wanted', id, ...(pack ? { pack } : {}) });
  }

  async function admit(entry: ModelEntry, need: number, meteredToo: boolean): Promise<void> {
    const space = await readSpace(deps.storage);
    if (!fits(space, need))
      throw noSpace(entry, need, space.freeBytes ?? 0, await chunks.records(), nameOf);
    if (!meteredToo && asksFirst(deps.connection(), need))
      throw storeError('model-metered', { model: entry.name, needMb: Math.ceil(need / 1e6) });
  }

  return {
    stored: createStoredModels(chunks, now),
    statuses: () => board.all(),
    watch: (listener) => board.watch(listener),

    async get(id, variant, options, signal) {
      const entry = entryOf(id);
      const allow = (need: number) => admit(entry, need, options.meteredToo === true);
      const planned = await planInStore(
        entry,
        variant,
        await origins(entry, variant),
        deps,
        allow,
        signal,
      );
      if (planned === 'as-it-is') return;
      // Asked here, after a press on a button: browsers that ask the person do so in context. The
      // download does not wait for the answer, which may never come.
      void deps.storage?.persist().catch(() => false);
      want(id);
    },

    async size(id, variant, signal) {
      const entry = entryOf(id);
      return totalBytes(
        await planModel(
          entry,
          variant,
          await origins(entry, variant),
          undefined,
          deps.chunkBytes,
          signal,
        ),
      );
    },

    whenReady: (id, signal) => board.settled(id, signal),

    async pause(id) {
      if (!(await queue.stop(id, 'paused'))) channel.postMessage({ kind: 'pause', id });
      await chunks.update(id, (before) =>
        before?.state === 'planned' ? { ...before, state: 'paused', changedAt: now() } : undefined,
      );
      changed(id);
    },

    async remove(id) {
      const busy = ['downloading', 'verifying'].includes((await chunks.record(id))?.state ?? '');
      if (busy && !queue.leads) channel.postMessage({ kind: 'remove', id });
      else await removeHere(id);
    },

    async verify(id, signal) {
      const result = await deps.runner.scrub(id, signal);
      changed(id);
      return result;
    },

    async savePack(id) {
      const files = await openModelFiles(chunks, id);
      const parts: Blob[] = [packHead(packList(files.record))];
      for (const path of files.paths) parts.push((await files.blob(path)) ?? new Blob());
      return { name: `${id}.parley-model`, pack: new Blob(parts) };
    },

    async openPack(pack, signal) {
      const { list } = await openPack(pack);
      const entry = entryOf(list.id);
      const origin = makeOrigin({ kind: 'pack', name: 'pack', pack }, deps.fetch, now);
      const allow = (need: number) => admit(entry, need, true);
      const planned = await planInStore(entry, list.variant, [origin], deps, allow, signal).catch(
        (error: unknown) => {
          if (!(error instanceof ParleyError) || error.code !== 'model-unplannable') throw error;
          throw storeError('model-pack-unlike', { model: entry.name }, error);
        },
      );
      if (planned === 'planned') want(list.id, pack);
      return list.id;
    },

    space: () => readSpace(deps.storage),

    async arriving(signal) {
      const all = new Map<string, Arriving>();
      for (const spec of deps.origins())
        if (spec.kind === 'companion')
          for (const [id, legs] of await readArrivals(spec.baseUrl, deps.fetch, signal))
            all.set(id, legs);
      return all;
    },

    async sourceOrder() {
      const kinds = new Set(deps.origins().map(({ kind }) => kind));
      return kinds.size > 1 ? asSourceOrder(await deps.kept.read(ORDER)) : null;
    },
    setSourceOrder: (order) => deps.kept.write(ORDER, order),

    online() {
      tryAgain.moved();
      tryAgain.stop();
      void queue.resume(passes);
    },

    async close() {
      tryAgain.stop();
      await queue.close();
      // Only now, so that whoever takes over finds what this tab left.
      closing.abort();
      channel.close();
    },
  };
}
