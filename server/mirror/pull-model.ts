import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelEntry } from '../../src/contracts/catalog.ts';
import type { ChunkStore, ModelRecord, PlannedFile } from '../../src/contracts/chunk-store.ts';
import { CHUNK_BYTES } from '../../src/model-store/chunk-grid.ts';
import { inState } from '../../src/model-store/model-state.ts';
import type { Origin } from '../../src/model-store/sources/origin.ts';
import { planModel } from '../../src/model-store/plan.ts';
import { storeError } from '../../src/model-store/store-error.ts';
import { sleep } from '../../src/model-store/transfer/transfer-runner.ts';
import { transferModel, type TransferProgress } from '../../src/model-store/transfer/transfer.ts';
import type { DiskChunks } from './disk-chunks.ts';
import { heldToFirstPins, keepFirstPins, withFirstPins } from './first-pins.ts';

/** Without what comes with Parley: it is here, and no hub has it. */
function ofTheHub({ files, variants }: ModelEntry): ModelEntry['files'] {
  const bundled = variants.flatMap((variant) => (variant.bundled ? [variant.name] : []));
  return files.filter((file) => !file.variants?.every((name) => bundled.includes(name)));
}

/** Whether the file is already served, byte for byte. */
async function isThere(file: string, planned: PlannedFile, signal: AbortSignal): Promise<boolean> {
  const { sizeBytes, sha256, gitOid } = planned;
  const found = await stat(file).catch(() => undefined);
  if (found?.size !== sizeBytes || (sha256 === undefined && gitOid === undefined)) return false;
  const hash = createHash(sha256 === undefined ? 'sha1' : 'sha256');
  if (sha256 === undefined) hash.update(`blob ${sizeBytes}\0`);
  for await (const piece of createReadStream(file, { signal })) hash.update(piece as Buffer);
  return hash.digest('hex') === (sha256 ?? gitOid);
}

/** What is to be fetched, and from where. */
export interface PullJob {
  readonly entry: ModelEntry;
  /** One way to run it; all of them when left out. */
  readonly variant: string | undefined;
  /** Absolute folder with one folder per model. */
  readonly to: string;
  readonly origins: readonly Origin[];
}

/** Called `all` where the files of every variant are meant. */
const variantOf = ({ variant }: PullJob) => variant ?? 'all';

/** A look at a source's lists; one that takes the connection and says nothing is given up. ms. */
const PLAN_MS = 20_000;

/** The files of a model as catalog, first fetch and source say. Throws `model-unplannable`. */
export async function planPull(job: PullJob, stop: AbortSignal): ReturnType<typeof planModel> {
  const time = AbortSignal.timeout(PLAN_MS);
  const signal = AbortSignal.any([stop, time]);
  const entry = await withFirstPins(job.to, job.entry);
  const everything =
    job.variant === undefined
      ? { ...entry, files: ofTheHub(entry).map((file) => ({ ...file, variants: ['all'] })) }
      : entry;
  try {
    const plan = await planModel(
      everything,
      variantOf(job),
      job.origins,
      undefined,
      CHUNK_BYTES,
      signal,
    );
    return { ...plan, files: await heldToFirstPins(job.to, job.entry, plan.files) };
  } catch (cause) {
    stop.throwIfAborted();
    if (time.aborted) throw storeError('model-offline', { model: entry.name }, cause);
    throw cause;
  }
}

export interface PullEvents {
  /** What is fetched, once that is known: without the files that are here already. */
  onPlanned?(record: ModelRecord): void;
  onProgress(progress: TransferProgress): void;
}

const timers = { setTimeout, clearTimeout: (timer: unknown) => clearTimeout(timer as number) };

/**
 * Fetches a model into a folder, verified, and goes on where an earlier try was stopped or killed.
 * `store` is what is written through: `chunks`, or somebody who watches it. Whoever calls this holds
 * the lock of pull-lock.ts. Returns how many files were here already, or `fetched`.
 */
export async function pullModel(
  job: PullJob,
  chunks: DiskChunks,
  store: ChunkStore,
  events: PullEvents,
  signal: AbortSignal,
): Promise<'fetched' | number> {
  const { entry, to } = job;
  const { id, name } = entry;
  let record = await chunks.record(id);
  if (record?.variant !== variantOf(job)) {
    await chunks.remove(id);
    const plan = await planPull(job, signal);
    const files: PlannedFile[] = [];
    for (const file of plan.files)
      if (!(await isThere(join(to, id, file.path), file, signal))) files.push(file);
    if (files.length === 0) return plan.files.length;
    record = { id, state: 'planned', usedAt: 0, changedAt: Date.now(), ...plan, files };
    const planned = record;
    await chunks.update(id, () => planned);
  } else if (record.state !== 'ready') {
    // A process that was killed says nothing: whoever runs now is the only one.
    await chunks.reconcile(id);
    await chunks.update(id, (before) =>
      before ? inState({ ...before, state: 'paused' }, 'planned', Date.now()) : undefined,
    );
  }
  events.onPlanned?.(record);
  if ((await chunks.record(id))?.state !== 'ready')
    await transferModel(
      { id, name, repository: entry.source?.repository ?? '' },
      job.origins,
      {
        chunks: store,
        now: Date.now,
        timers,
        random: Math.random,
        sleep: (ms, stop) => sleep(timers, ms, stop),
      },
      (progress) => events.onProgress(progress),
      signal,
    );
  const whole = await chunks.record(id);
  if (whole) await keepFirstPins(to, whole);
  await chunks.publish(id);
  return 'fetched';
}
