import type { ChunkStore, ModelRecord } from '../../contracts/chunk-store.ts';
import { doneBytes, gaps, totalBytes } from '../chunk-grid.ts';
import { fetchGaps, type LaneDeps } from './fetch-gaps.ts';
import { joinParts } from './join-parts.ts';
import { inState } from '../model-state.ts';
import type { Origin } from '../sources/origin.ts';
import { createRateMeter, secondsLeft } from './rate.ts';
import { SourceChoice } from '../sources/source-choice.ts';
import { SourceError } from '../sources/source-error.ts';
import { storeError } from '../store-error.ts';
import { verifyFile } from './verify.ts';

/** How far a model has come; sent while it moves. */
export interface TransferProgress {
  readonly id: string;
  readonly state: 'downloading' | 'verifying';
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly bytesPerSecond: number;
  /** Null while nothing moves. */
  readonly secondsLeft: number | null;
}

/** The model to bring here; its record must be planned. */
export interface WantedModel {
  readonly id: string;
  /** For sentences. */
  readonly name: string;
  /** On the hub; empty for weights of our own. */
  readonly repository: string;
}

export interface TransferDeps extends LaneDeps {
  readonly chunks: ChunkStore;
}

/** Fetching, checking, fetching what was wrong: more rounds than this help nobody. */
const MOST_ROUNDS = 4;

class Pass {
  readonly choice: SourceChoice;
  /** The file that was wrong last. */
  wrong = '';
  readonly #deps: TransferDeps;
  readonly #report: (progress: TransferProgress) => void;
  readonly #signal: AbortSignal;

  constructor(
    origins: readonly Origin[],
    deps: TransferDeps,
    report: (progress: TransferProgress) => void,
    signal: AbortSignal,
  ) {
    this.choice = new SourceChoice(origins);
    this.#deps = deps;
    this.#report = report;
    this.#signal = signal;
  }

  #meter(record: ModelRecord, state: TransferProgress['state'], done: number) {
    const { now } = this.#deps;
    const meter = createRateMeter();
    const total = totalBytes(record);
    let toldAt = -Infinity;
    const tell = (force = false) => {
      if (!force && now() - toldAt < 200) return;
      toldAt = now();
      const bytesPerSecond = meter.bytesPerSecond(toldAt);
      this.#report({
        id: record.id,
        state,
        doneBytes: done,
        totalBytes: total,
        bytesPerSecond,
        secondsLeft: secondsLeft(total - done, bytesPerSecond),
      });
    };
    tell(true);
    return {
      add: (bytes: number) => ((done += bytes), meter.add(bytes, now()), tell()),
      lose: (bytes: number) => ((done -= bytes), tell()),
    };
  }

  async fetch(record: ModelRecord, repository: string): Promise<void> {
    const rows = await this.#deps.chunks.rows(record.id);
    const meter = this.#meter(record, 'downloading', doneBytes(rows));
    const known = rows.map(({ source, path, etag }) => ({ source, path, etag }));
    await fetchGaps(
      { record, repository, gaps: gaps(record, rows), known },
      this.choice,
      { ...this.#deps, onBytes: meter.add, onLost: meter.lose },
      this.#signal,
    );
  }

  /** True when every file is right. Otherwise what was wrong has been dropped. */
  async verify(record: ModelRecord, name: string): Promise<Record<string, string> | undefined> {
    const { chunks } = this.#deps;
    const meter = this.#meter(record, 'verifying', 0);
    const pins: Record<string, string> = {};
    let right = true;
    for (const file of record.files) {
      const { id, chunkBytes } = record;
      await joinParts(chunks, await chunks.rows(id, file.path), this.#signal);
      const check = await verifyFile(chunks, id, file, chunkBytes, meter.add, this.#signal);
      if (check.kind === 'right') pins[file.path] = check.sha256;
      else right = false;
      if (check.kind === 'bad-chunks')
        for (const { path, index } of check.chunks) await chunks.drop(id, path, index);
      if (check.kind === 'wrong-file') {
        const why = new SourceError('wrong-bytes', `${file.path} has another SHA-256.`);
        this.choice.blame(check.sources, file.path, why);
        this.wrong = file.path;
        await chunks.drop(id, file.path);
        if (this.choice.for(file.path).length === 0)
          throw storeError('model-wrong-bytes', { model: name, file: file.path }, why);
      }
    }
    return right ? pins : undefined;
  }
}

/**
 * Brings a planned, paused or damaged model to `ready`: fetches what is missing, reads all of it
 * back, and only then says so. Whatever stops it (the signal, the network, a full disk) leaves the
 * record `paused` with everything that arrived, and is thrown.
 */
export async function transferModel(
  target: WantedModel,
  origins: readonly Origin[],
  deps: TransferDeps,
  report: (progress: TransferProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  const { chunks, now } = deps;
  const { id, name, repository } = target;
  const pass = new Pass(origins, deps, report, signal);
  try {
    for (let round = 1; round <= MOST_ROUNDS; round++) {
      const record = await chunks.update(id, (before) => inState(before, 'downloading', now()));
      if (record?.state !== 'downloading') throw storeError('model-not-ready', { model: name });
      await pass.fetch(record, repository);
      const verifying = await chunks.update(id, (before) => inState(before, 'verifying', now()));
      if (verifying?.state !== 'verifying') throw storeError('model-not-ready', { model: name });
      const pins = await pass.verify(verifying, name);
      if (!pins) continue;
      await chunks.update(id, (before) => inState(before, 'ready', now(), { pins }));
      return;
    }
    throw storeError('model-wrong-bytes', { model: name, file: pass.wrong });
  } catch (error) {
    const told: unknown = signal.aborted ? signal.reason : await asStoreError(error, target, deps);
    await pause(target.id, told, deps).catch(() => undefined);
    throw told;
  }
}

/** What a record keeps of an error: its code, and the file it is about. Nothing of what has no code. */
function problemOf(error: unknown): { problem?: string; problemFile?: string } {
  const { code: problem, params } = error as { code?: unknown; params?: Record<string, unknown> };
  // A DOMException's code is a number and means nothing here.
  if (typeof problem !== 'string') return {};
  const file = params?.['file'];
  return { problem, ...(typeof file === 'string' ? { problemFile: file } : {}) };
}

/**
 * Writes down why it stopped. A disk can be so full that not even that fits; then the last chunk
 * makes room for it. Where nothing can be written at all, the next start pauses it (reconcile).
 */
async function pause(id: string, told: unknown, { chunks, now }: TransferDeps): Promise<void> {
  const write = () =>
    chunks.update(id, (before) => inState(before, 'paused', now(), problemOf(told)));
  try {
    await write();
  } catch {
    const rows = await chunks.rows(id);
    const last = rows.findLast(({ sha256 }) => sha256 === undefined) ?? rows.at(-1);
    if (last) await chunks.drop(id, last.path, last.index);
    await write();
  }
}

async function asStoreError(
  error: unknown,
  { id, name }: WantedModel,
  deps: TransferDeps,
): Promise<unknown> {
  const { chunks } = deps;
  if (error instanceof DOMException && error.name === 'QuotaExceededError') return error;
  if (!(error instanceof SourceError)) return error;
  const record = await chunks.record(id);
  const rows = await chunks.rows(id);
  const mb = (bytes: number) => (bytes / 1e6).toFixed(1);
  const model = name;
  if (error.fault === 'changed') return storeError('model-source-changed', { model }, error);
  if (error.fault === 'unreachable')
    return storeError(
      'model-offline',
      { model, doneMb: mb(doneBytes(rows)), totalMb: mb(record ? totalBytes(record) : 0) },
      error,
    );
  return storeError('model-source-refused', { model }, error);
}
